//! `demo`: says where the servers are and what to try, and waits.

use serde_json::json;
use tokio::runtime::Handle;

use crate::cli::arguments::Options;
use crate::cli::printer::Printer;
use crate::demo::{Demo, Server};

/// Shows the servers and waits for ctrl-C.
pub fn until_interrupted(demo: &Demo, runtime: &Handle, options: &Options) -> u8 {
    let mut printer = Printer::standard(options.json);
    if options.json {
        for server in &demo.servers {
            printer.object(&json!({
                "protocol": server.protocol,
                "url": server.url.expose(),
                "certificate": server.certificate.map(|certificate| certificate.to_string()),
                "host_key": server.host_key.map(|key| key.to_string()),
            }));
        }
    } else {
        introduce(&mut printer, demo);
    }
    printer.flush();
    runtime.block_on(crate::cli::stop::signal());
    0
}

fn introduce(printer: &mut Printer, demo: &Demo) {
    printer.result(&format!("Three servers are running over {}.", demo.folder.display()));
    printer.result("Everything in that folder goes when you end them with ctrl-C. Try, in another terminal:");
    for server in &demo.servers {
        printer.result("");
        printer.result(match server.protocol {
            "sftp" => "SFTP (its host key is new, so it is named here):",
            "ftps" => "FTP with TLS (its certificate is signed by nobody, so it is named here):",
            _ => "FTP without encryption:",
        });
        for line in to_try(server) {
            printer.result(&format!("  {line}"));
        }
    }
}

/// Commands that work when they are copied.
fn to_try(server: &Server) -> Vec<String> {
    let pin = match (server.certificate, server.host_key) {
        (Some(certificate), _) => format!("--accept-certificate {certificate} "),
        (None, Some(key)) => format!("--accept-host-key {key} "),
        (None, None) => String::new(),
    };
    let url = server.url.expose();
    vec![
        format!("packetboat-cli {pin}ls {url}"),
        format!("packetboat-cli {pin}get {url}pictures demo-download/"),
        format!("packetboat-cli {pin}put README.md {url}upload/"),
    ]
}
