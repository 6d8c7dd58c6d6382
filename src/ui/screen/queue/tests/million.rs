//! How long a frame of a million rows takes, and what they weigh.

use std::time::Duration;

use iced::advanced::renderer::Headless;
use iced::{Event as Input, Point, Size, Theme, mouse, window};
use iced_test::runtime::UserInterface;
use iced_test::runtime::user_interface::Cache;

use super::*;
use crate::engine::command::View;

const MILLION: usize = 1_000_000;
const SIZE: Size = Size::new(768.0, 235.0);

/// The processor time of this thread: other programs do not count.
fn spent() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(told.split(' ').next().unwrap().parse().unwrap())
}

/// What the engine answers to a view.
fn answer(queue: &mut Queue, view: &View, now: Duration) {
    for asked in &view.windows {
        let range = asked.first..(asked.first + asked.count).min(MILLION);
        let row = |at: usize| match view.shown {
            Shown::Failed => samples::failed(at as u64, &format!("/www/dist/file {at}.php"), "550 Permission denied"),
            _ => samples::done(at as u64, &format!("/www/dist/file {at}.js"), 4096, Verified::Size),
        };
        let event = Event::View {
            job: asked.job,
            shown: view.shown,
            first: asked.first,
            total: MILLION,
            rows: range.map(row).collect(),
        };
        queue.happened(event, now);
    }
}

/// Carries out what the panel asks for, until it asks for nothing new.
fn settle(queue: &mut Queue, now: Duration) {
    if let Watch::View(view) = queue.wanted() {
        answer(queue, &view, now);
        queue.wanted();
    }
}

/// One frame: the view, the events, the drawing and every pixel. Returns how long it took and what was meant.
fn frame(
    queue: &Queue,
    context: &Context<'_>,
    cache: &mut Option<Cache>,
    renderer: &mut iced::Renderer,
    events: &[Input],
) -> (Duration, Vec<Message>) {
    let began = spent();
    let mut messages = Vec::new();
    let cursor = mouse::Cursor::Available(Point::new(300.0, 150.0));
    let before = cache.take().unwrap_or_default();
    let mut interface = UserInterface::build(queue.view(context, true), SIZE, before, renderer);
    let redraw = Input::Window(window::Event::RedrawRequested(std::time::Instant::now()));
    let all: Vec<Input> = events.iter().cloned().chain([redraw]).collect();
    let mut clipboard = iced::advanced::clipboard::Null;
    let _ = interface.update(&all, cursor, renderer, &mut clipboard, &mut messages);
    let style = iced::advanced::renderer::Style {
        text_color: context.palette.text,
    };
    interface.draw(renderer, &Theme::Light, &style, cursor);
    *cache = Some(interface.into_cache());
    let physical = Size::new(SIZE.width as u32, SIZE.height as u32);
    let pixels = renderer.screenshot(physical, 1.0, context.palette.surface);
    assert_eq!(pixels.len(), physical.width as usize * physical.height as usize * 4);
    (spent() - began, messages)
}

#[test]
#[ignore = "a measurement: run it with --ignored --nocapture"]
fn a_million_rows_scroll_and_change_tabs_within_a_frame() {
    let mut queue = queue();
    let mut totals = samples::totals(1);
    (totals.files, totals.waiting, totals.running) = (2 * MILLION as u64, 0, 0);
    (totals.done, totals.failed, totals.finished) = (MILLION as u64, MILLION as u64, true);
    hear(&mut queue, [Event::Job(totals)], at(0));
    let words = Words::of(Language::English);
    let context = context(&words, Shade::Light);
    for file in crate::ui::look::font::FILES {
        let system = iced::advanced::graphics::text::font_system();
        system.write().unwrap().load_font((*file).into());
    }
    let renderer = <iced::Renderer as Headless>::new(crate::ui::look::font::TEXT, iced::Pixels(13.0), None);
    let mut renderer = iced::futures::executor::block_on(renderer).unwrap();
    let mut cache = None;
    let mut worst: Vec<(&str, Duration)> = Vec::new();
    for (name, tab) in [
        ("done", Shown::Done),
        ("failed", Shown::Failed),
        ("done again", Shown::Done),
    ] {
        let began = spent();
        queue.update(Message::Tab(tab), at(0));
        settle(&mut queue, at(0));
        let prepared = spent() - began;
        let (first, _) = frame(&queue, &context, &mut cache, &mut renderer, &[]);
        worst.push((name, prepared + first));
        let mut scrolled = Vec::new();
        for notch in 0..200 {
            // By notches, and now and then by the whole list.
            let y = if notch % 20 == 19 { -4_000_000.0 / 3.0 } else { -3.0 };
            let delta = mouse::ScrollDelta::Lines { x: 0.0, y };
            let wheel = Input::Mouse(mouse::Event::WheelScrolled { delta });
            let (took, messages) = frame(&queue, &context, &mut cache, &mut renderer, &[wheel]);
            let began = spent();
            for message in messages {
                queue.update(message, at(0));
            }
            settle(&mut queue, at(0));
            scrolled.push(took + (spent() - began));
        }
        scrolled.sort_unstable();
        println!(
            "{name}: tab {:.1} ms, scrolling median {:.1} ms, worst {:.1} ms",
            ms(prepared + first),
            ms(scrolled[100]),
            ms(scrolled[199])
        );
        assert!(scrolled[100] < Duration::from_millis(16), "{name}");
    }
    assert!(worst[2].1 < Duration::from_millis(16), "{worst:?}");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
