//! How it looks. Grounds first, then text, in one layer: it is redrawn as one piece when it is scrolled.

use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::Renderer as _;
use iced::advanced::layout::Layout;
use iced::advanced::renderer::{self, Quad};
use iced::advanced::text::Renderer as _;
use iced::advanced::widget::Tree;
use iced::{Background, Border, Color, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::geometry::{AFTER_ICON, Frame, INDENT, Lane, SIDE, lanes, slot};
use super::state::{Press, State};
use super::text::Face;
use super::{Cell, Table, tick};
use crate::ui::look::{icon, measure, style};
use crate::ui::widget::scroll_bar::ScrollBar;

/// The height of a progress bar.
const BAR: f32 = 4.0;
/// What "100 %" needs beside it.
const SHARE: f32 = 38.0;

/// One drawing of a table.
pub(super) struct Brush<'t, 'a, Message> {
    /// What is drawn.
    pub table: &'t Table<'a, Message>,
    /// As it stands.
    pub state: &'t State,
    /// Where.
    pub frame: Frame,
}

impl<'a, Message: 'a> Brush<'_, 'a, Message> {
    /// Everything but the editor.
    pub fn draw(&self, renderer: &mut Renderer, editor: impl FnOnce(&mut Renderer, Rectangle)) {
        let palette = &self.table.palette;
        self.state.texts.borrow_mut().begin();
        let lanes = lanes(self.frame.bounds, &self.table.columns);
        fill(renderer, self.frame.bounds, palette.surface);
        self.head(renderer, &lanes);
        let body = self.frame.body();
        if body.height < 1.0 {
            return;
        }
        let layer = self.state.layer.bounds(body, self.seen());
        renderer.with_layer(layer, |renderer| {
            for row in self.frame.visible() {
                self.ground(renderer, row);
            }
            self.marks(renderer, body);
            for row in self.frame.visible() {
                self.cells(renderer, row, &lanes);
            }
            editor(renderer, body);
        });
        let bar = ScrollBar::new(body, self.frame.content(), self.frame.offset);
        if let Some(bar) = bar {
            let wide = self.state.bar || matches!(self.state.press, Press::Thumb { .. });
            renderer.with_layer(bar.track(), |renderer| bar.draw(renderer, palette, wide));
        }
    }

    /// Other rows, or the same ones elsewhere, are another number. What changes inside a row is redrawn by itself.
    fn seen(&self) -> u64 {
        let mut hash = DefaultHasher::new();
        self.frame.offset.round().to_bits().hash(&mut hash);
        for row in self.frame.visible() {
            self.table.rows.cell(row, 0).text.hash(&mut hash);
        }
        hash.finish()
    }

    fn head(&self, renderer: &mut Renderer, lanes: &[Lane]) {
        let palette = &self.table.palette;
        let head = self.frame.head();
        let line = Rectangle {
            y: head.y + head.height - measure::LINE,
            height: measure::LINE,
            ..head
        };
        fill(renderer, line, palette.border);
        if let Press::Carry { column } = self.state.press {
            self.carried(renderer, column, lanes);
        }
        let mut texts = self.state.texts.borrow_mut();
        for (at, (column, lane)) in self.table.columns.iter().zip(lanes).enumerate() {
            if at > 0 && (self.state.head || matches!(self.state.press, Press::Resize { .. })) {
                let edge = Rectangle::new(Point::new(lane.x, head.y + 7.0), Size::new(measure::LINE, 13.0));
                fill(renderer, edge, palette.strong);
            }
            let sorted = self.table.sorted.filter(|sorted| sorted.column == at);
            let sign = if sorted.is_some() { measure::SMALL + 4.0 } else { 0.0 };
            let room = lane.width - 2.0 * SIDE - sign;
            let title = texts.fit(&column.title, Face::Small, room, head.height - measure::LINE);
            let x = if column.right {
                lane.right() - SIDE - title.width
            } else {
                lane.x + SIDE
            };
            renderer.fill_paragraph(&title.paragraph, Point::new(x, head.y), palette.muted, head);
            if let Some(sorted) = sorted.filter(|_| room > 0.0) {
                let glyph = if sorted.descending {
                    icon::CHEVRON_DOWN
                } else {
                    icon::CHEVRON_UP
                };
                let glyph = texts.fit(glyph.encode_utf8(&mut [0; 4]), Face::SmallIcon, 99.0, head.height);
                let x = if column.right {
                    x - 4.0 - glyph.width
                } else {
                    x + title.width + 4.0
                };
                renderer.fill_paragraph(&glyph.paragraph, Point::new(x, head.y), palette.muted, head);
            }
        }
    }

    /// The head that is being dragged, and where it would go.
    fn carried(&self, renderer: &mut Renderer, column: usize, lanes: &[Lane]) {
        let palette = &self.table.palette;
        let head = self.frame.head();
        let (Some(lane), Some(pointer)) = (lanes.get(column), self.state.pointer) else {
            return;
        };
        let ground = Rectangle::new(
            Point::new(lane.x, head.y),
            Size::new(lane.width, head.height - measure::LINE),
        );
        fill(renderer, ground, palette.accent_ground);
        let to = slot(lanes, pointer.x);
        let x = match lanes.get(to) {
            Some(lane) => lane.x,
            None => head.x + head.width - measure::EDGE,
        };
        let mark = Rectangle::new(Point::new(x, head.y), Size::new(measure::EDGE, head.height));
        fill(renderer, mark, palette.accent);
    }

    fn ground(&self, renderer: &mut Renderer, row: usize) {
        let palette = &self.table.palette;
        let bounds = self.frame.row(row);
        if self.is_selected(row) {
            let (ground, edge) = if self.table.focused {
                (palette.selection, palette.accent)
            } else {
                (palette.border, palette.outline)
            };
            fill(renderer, bounds, ground);
            let edge_bounds = Rectangle {
                width: measure::EDGE,
                ..bounds
            };
            fill(renderer, edge_bounds, edge);
        } else if self.state.press == Press::Idle && self.state.hover.is_some_and(|(spot, _)| spot.row == row) {
            fill(renderer, bounds, style::mix(palette.surface, palette.text, 0.035));
        }
    }

    /// The rows under the rubber band look selected before it is let go.
    fn is_selected(&self, row: usize) -> bool {
        let banded = match &self.state.press {
            Press::Band(band) if band.keep => band.rows.is_some_and(|(first, last)| first <= row && row <= last),
            _ => false,
        };
        self.table.rows.is_selected(row) || (banded && self.table.rows.is_selectable(row))
    }

    /// The cursor, the rubber band and where a drop would go.
    fn marks(&self, renderer: &mut Renderer, body: Rectangle) {
        let palette = &self.table.palette;
        if let Some(row) = self.state.cursor
            && self.table.focused
        {
            outline(renderer, self.frame.row(row), palette.accent, measure::LINE, 0.0);
        }
        if let Press::Band(band) = &self.state.press
            && let Some(pointer) = self.state.pointer
        {
            let y = body.y + (band.depth - self.frame.offset.round()) as f32;
            let (left, right) = (band.x.min(pointer.x), band.x.max(pointer.x));
            let (top, bottom) = (y.min(pointer.y), y.max(pointer.y));
            let bounds = Rectangle::new(Point::new(left, top), Size::new(right - left, bottom - top));
            if let Some(bounds) = bounds.intersection(&body.expand(2.0)) {
                renderer.fill_quad(
                    Quad {
                        bounds,
                        border: style::line(palette.accent, 2.0),
                        ..Quad::default()
                    },
                    palette.accent.scale_alpha(0.14),
                );
            }
        }
        let whole = body.shrink(1.0);
        match (&self.table.drag, self.state.over) {
            (Some(_), Some(Some(row))) => {
                outline(renderer, self.frame.row(row), palette.accent, measure::EDGE, 3.0);
            }
            (Some(drag), Some(None)) if drag.on_ground => {
                outline(renderer, whole, palette.accent, measure::EDGE, 3.0);
            }
            _ if self.state.files.hovering => outline(renderer, whole, palette.accent, measure::EDGE, 3.0),
            _ => {}
        }
    }

    fn cells(&self, renderer: &mut Renderer, row: usize, lanes: &[Lane]) {
        let edited = self.table.editor.as_ref().is_some_and(|(at, _)| *at == row);
        for (column, lane) in lanes.iter().enumerate() {
            if lane.width <= 2.0 * SIDE {
                continue;
            }
            let cell = self.table.rows.cell(row, column);
            let x = self.before_text(renderer, (row, column), *lane, &cell);
            if column == 0 && edited {
                continue;
            }
            let right = self.table.columns[column].right;
            let color = cell.color.unwrap_or(if column == 0 || right || cell.strong {
                self.table.palette.text
            } else {
                self.table.palette.muted
            });
            let end = lane.right() - SIDE;
            let text = self
                .state
                .texts
                .borrow_mut()
                .fit(&cell.text, face(&cell), end - x, self.frame.row_height);
            let x = if right { end - text.width } else { x };
            let y = self.frame.row(row).y - text.lift;
            renderer.fill_paragraph(&text.paragraph, Point::new(x, y), color, self.frame.body());
        }
    }

    /// Box, icon and bar; where the text begins.
    fn before_text(&self, renderer: &mut Renderer, (row, column): (usize, usize), lane: Lane, cell: &Cell<'_>) -> f32 {
        let palette = &self.table.palette;
        let bounds = self.frame.row(row);
        if let Some(tick) = cell.tick {
            let x = lane.x + SIDE + f32::from(cell.indent) * INDENT;
            let mut texts = self.state.texts.borrow_mut();
            if x + tick::BOX <= lane.right() {
                tick::draw(tick, (x, bounds), (renderer, &mut texts), palette, self.frame.body());
            }
        }
        if let Some((glyph, color)) = cell.icon {
            let x = lane.x + SIDE + f32::from(cell.indent) * INDENT + after_tick(cell);
            let glyph = self.state.texts.borrow_mut().fit(
                glyph.encode_utf8(&mut [0; 4]),
                Face::Icon,
                99.0,
                self.frame.row_height,
            );
            if x + measure::ICON <= lane.right() {
                renderer.fill_paragraph(&glyph.paragraph, Point::new(x, bounds.y), color, self.frame.body());
            }
        }
        if let Some(open) = (column == 0).then(|| self.table.rows.is_open(row)).flatten() {
            let glyph = if open { icon::CHEVRON_DOWN } else { icon::CHEVRON_RIGHT };
            let mut texts = self.state.texts.borrow_mut();
            let glyph = texts.fit(
                glyph.encode_utf8(&mut [0; 4]),
                Face::SmallIcon,
                99.0,
                self.frame.row_height,
            );
            let x = sign_x(lane, cell);
            renderer.fill_paragraph(
                &glyph.paragraph,
                Point::new(x, bounds.y),
                palette.muted,
                self.frame.body(),
            );
        }
        let x = text_x(lane, cell);
        let Some(share) = cell.progress else { return x };
        let room = lane.right() - SIDE - x;
        let width = if cell.text.is_empty() {
            room
        } else {
            (room - SHARE - AFTER_ICON).max(24.0).min(room)
        };
        let track = Rectangle::new(
            Point::new(x, bounds.center_y() - BAR / 2.0),
            Size::new(width.max(0.0), BAR),
        );
        // On the grey of a selection without focus the usual track would vanish.
        let ground = if self.is_selected(row) {
            palette.strong
        } else {
            palette.border
        };
        rounded(renderer, track, ground);
        let filled = Rectangle {
            width: (width * share.clamp(0.0, 1.0)).max(0.0),
            ..track
        };
        if filled.width >= 1.0 {
            rounded(renderer, filled, palette.accent);
        }
        x + width + AFTER_ICON
    }
}

/// Where a cell's text begins, if it has no bar.
pub(super) fn text_x(lane: Lane, cell: &Cell<'_>) -> f32 {
    let icon = if cell.icon.is_some() {
        measure::ICON + AFTER_ICON
    } else {
        0.0
    };
    lane.x + SIDE + f32::from(cell.indent) * INDENT + after_tick(cell) + icon
}

/// The room of a box that can be ticked.
fn after_tick(cell: &Cell<'_>) -> f32 {
    if cell.tick.is_some() {
        tick::BOX + AFTER_ICON
    } else {
        0.0
    }
}

/// Where the sign of a row that can be opened stands.
pub(super) fn sign_x(lane: Lane, cell: &Cell<'_>) -> f32 {
    lane.x + SIDE + f32::from(cell.indent.saturating_sub(1)) * INDENT
}

/// The face of a cell's text.
pub(super) fn face(cell: &Cell<'_>) -> Face {
    if cell.strong { Face::Strong } else { Face::Text }
}

/// Draws the editor in its place.
pub(super) fn editor<'a, Message>(
    table: &Table<'a, Message>,
    tree: &Tree,
    (renderer, theme, style): (&mut Renderer, &Theme, &renderer::Style),
    layout: Layout<'_>,
    pointer: mouse::Cursor,
    body: Rectangle,
) {
    if let Some((_, editor)) = &table.editor
        && let (Some(tree), Some(layout)) = (tree.children.first(), layout.children().next())
    {
        let pointer = if pointer.is_over(body) {
            pointer
        } else {
            mouse::Cursor::Unavailable
        };
        editor
            .as_widget()
            .draw(tree, renderer, theme, style, layout, pointer, &body);
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    let quad = Quad {
        bounds,
        ..Quad::default()
    };
    renderer.fill_quad(quad, color);
}

fn rounded(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    let quad = Quad {
        bounds,
        border: Border {
            radius: (BAR / 2.0).into(),
            ..Border::default()
        },
        ..Quad::default()
    };
    renderer.fill_quad(quad, color);
}

fn outline(renderer: &mut Renderer, bounds: Rectangle, color: Color, width: f32, radius: f32) {
    let quad = Quad {
        bounds,
        border: Border {
            color,
            width,
            radius: radius.into(),
        },
        ..Quad::default()
    };
    renderer.fill_quad(quad, Background::Color(Color::TRANSPARENT));
}
