//! One channel of the scripted server: packets in, acts out.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;

use super::honest::Honest;
use super::packet::{EXTENDED, INIT, READ, Reader, VERSION, framed, string};
use super::{Act, Cord, Shared};

/// How long requests that belong together may be apart.
const TOGETHER: Duration = Duration::from_millis(30);

/// Answers until the client is gone or an act ends it.
pub async fn hold<S>(stream: S, shared: Arc<Shared>, cord: Arc<Cord>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut incoming, outgoing) = tokio::io::split(stream);
    let (sender, mut packets) = mpsc::channel::<Vec<u8>>(64);
    let reading = tokio::spawn(async move {
        while let Ok(length) = incoming.read_u32().await {
            let mut packet = vec![0; length as usize];
            if incoming.read_exact(&mut packet).await.is_err() || sender.send(packet).await.is_err() {
                return;
            }
        }
    });
    let mut talk = Talk {
        honest: Honest::new(shared.clone()),
        kept: Vec::new(),
        last: Vec::new(),
        outgoing,
        shared,
        cord,
    };
    loop {
        let packet = if talk.kept.is_empty() {
            packets.recv().await
        } else {
            match tokio::time::timeout(TOGETHER, packets.recv()).await {
                Ok(packet) => packet,
                Err(_) => {
                    if talk.release().await.is_none() {
                        break;
                    }
                    continue;
                }
            }
        };
        let Some(packet) = packet else { break };
        talk.shared.heard.lock().unwrap().packets.push(packet.clone());
        if talk.answer(&packet).await.is_none() {
            break;
        }
    }
    reading.abort();
}

struct Talk<W> {
    honest: Honest,
    /// Answers that wait for those to come.
    kept: Vec<Vec<u8>>,
    /// What was sent last.
    last: Vec<u8>,
    outgoing: W,
    shared: Arc<Shared>,
    cord: Arc<Cord>,
}

impl<W: AsyncWrite + Unpin> Talk<W> {
    /// `None` ends the channel.
    async fn answer(&mut self, packet: &[u8]) -> Option<()> {
        let kind = *packet.first()?;
        for act in self.acts(kind, packet.get(5..).unwrap_or_default()) {
            self.act(kind, packet, act).await?;
        }
        Some(())
    }

    fn acts(&self, kind: u8, body: &[u8]) -> Vec<Act> {
        let script = &self.shared.script;
        if let Some(acts) = script.whim.as_ref().and_then(|whim| whim(kind, body)) {
            return acts;
        }
        let name = match kind {
            EXTENDED => Reader(body).string(),
            _ => b"",
        };
        let fits = |key: &&(u8, &str)| key.0 == kind && key.1.as_bytes() == name;
        let key = script.reactions.keys().find(fits).copied().unwrap_or((kind, ""));
        let Some(lists) = script.reactions.get(&key) else {
            return vec![Act::Honest];
        };
        let mut counts = self.shared.counts.lock().unwrap();
        let count = counts.entry(key).or_default();
        *count += 1;
        lists[(*count - 1).min(lists.len() - 1)].clone()
    }

    async fn act(&mut self, kind: u8, packet: &[u8], act: Act) -> Option<()> {
        let id = packet.get(1..5).unwrap_or(&[0; 4]);
        match act {
            Act::Honest if kind == INIT => {
                let before = self.shared.script.before.clone();
                let mut body = 3_u32.to_be_bytes().to_vec();
                for (name, value) in &self.shared.script.extensions {
                    body.extend(string(name));
                    body.extend(string(value));
                }
                self.send(&[before, framed(VERSION, &body)].concat()).await
            }
            Act::Honest => {
                let (kind, body) = self.honest.answer(kind, &packet[5..]);
                let packet = framed(kind, &[id, &body].concat());
                if self.shared.script.shuffled {
                    self.kept.push(packet);
                    return Some(());
                }
                self.send(&packet).await
            }
            Act::Mute => {
                self.honest.answer(kind, &packet[5..]);
                Some(())
            }
            Act::Partly(most) => {
                let (answered, body) = self.honest.answer_partly(kind, &packet[5..], most);
                match kind {
                    READ => self.send(&framed(answered, &[id, &body].concat())).await,
                    _ => Some(()),
                }
            }
            Act::Again => {
                let last = self.last.clone();
                self.send(&last).await
            }
            Act::WrongId => {
                let (kind, body) = self.honest.answer(kind, &packet[5..]);
                self.send(&framed(kind, &[&[0xff, 0xff, 0xff, 0xf0], &body[..]].concat()))
                    .await
            }
            Act::Answer(kind, body) => self.send(&framed(kind, &[id, &body].concat())).await,
            Act::Raw(bytes) => self.send(&bytes).await,
            Act::RawOften(bytes, times) => {
                for _ in 0..times {
                    self.send(&bytes).await?;
                }
                Some(())
            }
            Act::Pause(time) => {
                tokio::time::sleep(time).await;
                Some(())
            }
            Act::Stall => std::future::pending().await,
            Act::Close => None,
            Act::Cut => {
                self.cord.cut();
                None
            }
            Act::Reset => {
                self.cord.reset();
                None
            }
        }
    }

    async fn release(&mut self) -> Option<()> {
        while let Some(packet) = self.kept.pop() {
            self.send(&packet).await?;
        }
        Some(())
    }

    async fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.last = bytes.to_vec();
        self.outgoing.write_all(bytes).await.ok()?;
        self.outgoing.flush().await.ok()
    }
}
