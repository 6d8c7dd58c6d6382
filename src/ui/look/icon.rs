//! Icons, as glyphs of a font: the names are Lucide's.

/// `arrow-down`.
pub const ARROW_DOWN: char = '\u{e042}';
/// `arrow-left`.
pub const ARROW_LEFT: char = '\u{e048}';
/// `arrow-right`.
pub const ARROW_RIGHT: char = '\u{e049}';
/// `arrow-up`.
pub const ARROW_UP: char = '\u{e04a}';
/// `arrow-up-down`.
pub const ARROW_UP_DOWN: char = '\u{e37d}';
/// `ban`.
pub const BAN: char = '\u{e051}';
/// `check`.
pub const CHECK: char = '\u{e06c}';
/// `chevron-down`.
pub const CHEVRON_DOWN: char = '\u{e06d}';
/// `chevron-right`.
pub const CHEVRON_RIGHT: char = '\u{e06f}';
/// `chevron-up`.
pub const CHEVRON_UP: char = '\u{e070}';
/// `circle-check`.
pub const CIRCLE_CHECK: char = '\u{e226}';
/// `circle-x`.
pub const CIRCLE_X: char = '\u{e084}';
/// `clipboard`.
pub const CLIPBOARD: char = '\u{e085}';
/// `clock`.
pub const CLOCK: char = '\u{e087}';
/// `columns-2`.
pub const COLUMNS_2: char = '\u{e098}';
/// `copy`.
pub const COPY: char = '\u{e09e}';
/// `corner-left-up`.
pub const CORNER_LEFT_UP: char = '\u{e0a4}';
/// `download`.
pub const DOWNLOAD: char = '\u{e0b2}';
/// `ellipsis`.
pub const ELLIPSIS: char = '\u{e0b6}';
/// `eye`.
pub const EYE: char = '\u{e0ba}';
/// `eye-off`.
pub const EYE_OFF: char = '\u{e0bb}';
/// `file`.
pub const FILE: char = '\u{e0c0}';
/// `file-archive`.
pub const FILE_ARCHIVE: char = '\u{e30d}';
/// `file-audio`.
pub const FILE_AUDIO: char = '\u{e31a}';
/// `file-code`.
pub const FILE_CODE: char = '\u{e0c3}';
/// `file-image`.
pub const FILE_IMAGE: char = '\u{e31c}';
/// `file-plus`.
pub const FILE_PLUS: char = '\u{e0c9}';
/// `file-symlink`.
pub const FILE_SYMLINK: char = '\u{e327}';
/// `file-text`.
pub const FILE_TEXT: char = '\u{e0cc}';
/// `file-video`.
pub const FILE_VIDEO: char = '\u{e321}';
/// `folder`.
pub const FOLDER: char = '\u{e0d7}';
/// `folder-open`.
pub const FOLDER_OPEN: char = '\u{e247}';
/// `folder-plus`.
pub const FOLDER_PLUS: char = '\u{e0d9}';
/// `gauge`.
pub const GAUGE: char = '\u{e1bf}';
/// `globe`.
pub const GLOBE: char = '\u{e0e8}';
/// `hard-drive`.
pub const HARD_DRIVE: char = '\u{e0ed}';
/// `history`.
pub const HISTORY: char = '\u{e1f5}';
/// `house`.
pub const HOUSE: char = '\u{e0f5}';
/// `info`.
pub const INFO: char = '\u{e0f9}';
/// `key-round`.
pub const KEY_ROUND: char = '\u{e4a3}';
/// `keyboard`.
pub const KEYBOARD: char = '\u{e284}';
/// `languages`.
pub const LANGUAGES: char = '\u{e0fe}';
/// `link`.
pub const LINK: char = '\u{e102}';
/// `list`.
pub const LIST: char = '\u{e106}';
/// `list-filter`.
pub const LIST_FILTER: char = '\u{e460}';
/// `lock`.
pub const LOCK: char = '\u{e10b}';
/// `lock-open`.
pub const LOCK_OPEN: char = '\u{e10c}';
/// `minus`.
pub const MINUS: char = '\u{e11c}';
/// `moon`.
pub const MOON: char = '\u{e11e}';
/// `pause`.
pub const PAUSE: char = '\u{e12e}';
/// `pencil`.
pub const PENCIL: char = '\u{e1f9}';
/// `play`.
pub const PLAY: char = '\u{e13c}';
/// `plug`.
pub const PLUG: char = '\u{e37f}';
/// `plus`.
pub const PLUS: char = '\u{e13d}';
/// `refresh-cw`.
pub const REFRESH_CW: char = '\u{e145}';
/// `rotate-cw`.
pub const ROTATE_CW: char = '\u{e149}';
/// `save`.
pub const SAVE: char = '\u{e14d}';
/// `search`.
pub const SEARCH: char = '\u{e151}';
/// `server`.
pub const SERVER: char = '\u{e153}';
/// `settings`.
pub const SETTINGS: char = '\u{e154}';
/// `shield-alert`.
pub const SHIELD_ALERT: char = '\u{e1fe}';
/// `shield-check`.
pub const SHIELD_CHECK: char = '\u{e1ff}';
/// `sliders-horizontal`.
pub const SLIDERS_HORIZONTAL: char = '\u{e29a}';
/// `star`.
pub const STAR: char = '\u{e176}';
/// `sun`.
pub const SUN: char = '\u{e178}';
/// `terminal`.
pub const TERMINAL: char = '\u{e181}';
/// `trash-2`.
pub const TRASH_2: char = '\u{e18e}';
/// `triangle-alert`.
pub const TRIANGLE_ALERT: char = '\u{e193}';
/// `unplug`.
pub const UNPLUG: char = '\u{e45d}';
/// `upload`.
pub const UPLOAD: char = '\u{e19e}';
/// `x`.
pub const X: char = '\u{e1b2}';
