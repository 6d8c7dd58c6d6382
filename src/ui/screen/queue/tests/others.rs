//! The jobs of other processes beneath the table.

use super::*;
use crate::engine::event::Other;
use crate::engine::ledger::{Line as Entry, Sums};
use crate::transfer::Direction;

fn other(number: u32, process: Option<u32>) -> Other {
    Other {
        job: Entry {
            number,
            direction: Direction::Upload,
            server: "backup.example.org:22".to_owned(),
            source: "site".to_owned(),
            sources: 1,
            destination: "backup.example.org:/srv".to_owned(),
            priority: 0,
            paused: false,
            planned: true,
            moves: false,
            blocked: 0,
            problems: 0,
            sums: Sums {
                files: 10,
                done: 4,
                waiting: 6,
                ..Sums::default()
            },
            process,
        },
        adoptable: process.is_none(),
    }
}

#[test]
fn what_others_do_is_shown_and_only_what_nobody_does_has_a_button() {
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    let mut queue = queue();
    hear(&mut queue, [Event::Others(vec![other(7, Some(41207))])], at(0));
    let mut panel = shown(&queue, &context);
    panel.find("In another Packetboat, process 41207").unwrap();
    panel.find("site → backup.example.org · 4 of 10").unwrap();
    assert!(panel.find("Take over").is_err(), "somebody works on it");
    drop(panel);
    hear(&mut queue, [Event::Others(vec![other(7, None)])], at(0));
    let mut panel = shown(&queue, &context);
    panel.find("Left in the queue by a Packetboat that has ended").unwrap();
    panel.click("Take over").unwrap();
    let messages: Vec<Message> = panel.into_messages().collect();
    assert!(
        messages.iter().any(|message| matches!(message, Message::TakeOver(7))),
        "{messages:?}"
    );
    let action = queue.update(Message::TakeOver(7), at(0));
    assert!(matches!(&action, Action::Send(commands) if matches!(commands[..], [Command::TakeOver(7)])));
    hear(&mut queue, [Event::Others(Vec::new())], at(0));
    assert!(shown(&queue, &context).find("Take over").is_err());
}
