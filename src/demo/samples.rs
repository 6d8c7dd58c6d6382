//! A few files to look at.

use std::fs;
use std::io;
use std::path::Path;

const README: &str = "\
This folder belongs to Packetboat's demo. Everything in it goes when the demo ends.
";

/// Makes the folder and fills it.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("pictures/2026"))?;
    fs::create_dir_all(folder.join("upload"))?;
    fs::write(folder.join("README.txt"), README)?;
    fs::write(folder.join("empty.txt"), "")?;
    fs::write(folder.join("name with blanks é 你好.txt"), "Any name is fine.\n")?;
    for number in 1..=12 {
        let name = format!("pictures/2026/harbour-{number:02}.ppm");
        fs::write(folder.join(name), picture(number))?;
    }
    Ok(())
}

/// A picture that viewers open: a gradient of 96 by 64 points (binary PPM).
fn picture(number: u8) -> Vec<u8> {
    let mut bytes = b"P6 96 64 255\n".to_vec();
    for y in 0..64u8 {
        for x in 0..96u8 {
            bytes.extend([x * 2, y * 4 - y, number * 20]);
        }
    }
    bytes
}
