//! Every setting: where it belongs, what it is called, how it is edited.

/// A group of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// What moves, and how fast.
    Transfers,
    /// How long to wait for what.
    Connection,
    /// Who opens data connections, where.
    Ftp,
    /// Existing targets, hidden files, the trash.
    Files,
    /// Colours, size, language.
    Looks,
    /// The connection log.
    Log,
    /// The keyboard.
    Keys,
}

impl Section {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Transfers,
        Self::Connection,
        Self::Ftp,
        Self::Files,
        Self::Looks,
        Self::Log,
        Self::Keys,
    ];

    /// The key of its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Transfers => "settings-transfers",
            Self::Connection => "settings-connection",
            Self::Ftp => "settings-ftp",
            Self::Files => "settings-files",
            Self::Looks => "settings-looks",
            Self::Log => "settings-log",
            Self::Keys => "settings-keys",
        }
    }

    /// Its settings.
    pub fn settings(self) -> impl Iterator<Item = Setting> {
        Setting::ALL
            .into_iter()
            .filter(move |setting| setting.section() == self)
    }
}

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Connections per site.
    Connections,
    /// Kilobytes per second.
    LimitRate,
    /// What a double click on a file does.
    DoubleClick,
    /// Hashes are compared.
    CompareHashes,
    /// The desktop is told when a job has ended.
    Notify,
    /// Seconds for a connection to open.
    ConnectWait,
    /// Seconds for a reply.
    ReplyWait,
    /// Seconds of silence while data flows.
    IdleWait,
    /// Who opens data connections.
    FtpMode,
    /// Ports for active mode.
    ActivePorts,
    /// The address told to servers in active mode.
    ActiveAddress,
    /// Existing targets of uploads.
    ExistingUploads,
    /// Existing targets of downloads.
    ExistingDownloads,
    /// Names with a leading dot.
    ShowHidden,
    /// Deleting here goes to the trash.
    Trash,
    /// Light or dark.
    Shade,
    /// How large everything is.
    Scale,
    /// The language.
    Language,
    /// Lines of the log that are kept.
    LogLines,
    /// The log shows what is sent and received.
    LogCommands,
    /// Whose habits the keys follow.
    KeyPreset,
}

/// How a setting is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// On or off.
    Switch,
    /// One of these, by the keys of their names.
    Choice(&'static [&'static str]),
    /// Typed; with the key of its unit and of what stands in the empty field, where there are any.
    Field(Option<&'static str>, Option<&'static str>),
    /// Fewer or more, along these numbers; with the key of the words around one.
    Steps(&'static [u16], &'static str),
}

const EXISTING: &[&str] = &[
    "settings-existing-ask",
    "settings-existing-overwrite",
    "settings-existing-newer",
    "settings-existing-size",
    "settings-existing-resume",
    "settings-existing-rename",
    "settings-existing-skip",
];

const CONNECTIONS: &[u16] = &[1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64];
const SCALES: &[u16] = &[75, 90, 100, 110, 125, 150, 175, 200, 250, 300];

impl Setting {
    /// All of them, in their order.
    pub const ALL: [Self; 21] = [
        Self::Connections,
        Self::LimitRate,
        Self::DoubleClick,
        Self::CompareHashes,
        Self::Notify,
        Self::ConnectWait,
        Self::ReplyWait,
        Self::IdleWait,
        Self::FtpMode,
        Self::ActivePorts,
        Self::ActiveAddress,
        Self::ExistingUploads,
        Self::ExistingDownloads,
        Self::ShowHidden,
        Self::Trash,
        Self::Shade,
        Self::Scale,
        Self::Language,
        Self::LogLines,
        Self::LogCommands,
        Self::KeyPreset,
    ];

    /// Where it stands.
    pub fn section(self) -> Section {
        match self {
            Self::Connections | Self::LimitRate | Self::DoubleClick | Self::CompareHashes | Self::Notify => {
                Section::Transfers
            }
            Self::ConnectWait | Self::ReplyWait | Self::IdleWait => Section::Connection,
            Self::FtpMode | Self::ActivePorts | Self::ActiveAddress => Section::Ftp,
            Self::ExistingUploads | Self::ExistingDownloads | Self::ShowHidden | Self::Trash => Section::Files,
            Self::Shade | Self::Scale | Self::Language => Section::Looks,
            Self::LogLines | Self::LogCommands => Section::Log,
            Self::KeyPreset => Section::Keys,
        }
    }

    /// The keys of its name and of the line that explains it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Connections => ("settings-connections", "settings-connections-explained"),
            Self::LimitRate => ("settings-limit", "settings-limit-explained"),
            Self::DoubleClick => ("settings-double-click", "settings-double-click-explained"),
            Self::CompareHashes => ("settings-hashes", "settings-hashes-explained"),
            Self::Notify => ("settings-notify", "settings-notify-explained"),
            Self::ConnectWait => ("settings-connect-wait", "settings-connect-wait-explained"),
            Self::ReplyWait => ("settings-reply-wait", "settings-reply-wait-explained"),
            Self::IdleWait => ("settings-idle-wait", "settings-idle-wait-explained"),
            Self::FtpMode => ("settings-mode", "settings-mode-explained"),
            Self::ActivePorts => ("settings-ports", "settings-ports-explained"),
            Self::ActiveAddress => ("settings-address", "settings-address-explained"),
            Self::ExistingUploads => ("settings-uploads", "settings-uploads-explained"),
            Self::ExistingDownloads => ("settings-downloads", "settings-downloads-explained"),
            Self::ShowHidden => ("settings-hidden", "settings-hidden-explained"),
            Self::Trash => ("settings-trash", "settings-trash-explained"),
            Self::Shade => ("settings-shade", "settings-shade-explained"),
            Self::Scale => ("settings-scale", "settings-scale-explained"),
            Self::Language => ("settings-language", "settings-language-explained"),
            Self::LogLines => ("settings-log-lines", "settings-log-lines-explained"),
            Self::LogCommands => ("settings-log-commands", "settings-log-commands-explained"),
            Self::KeyPreset => ("settings-preset", "settings-preset-explained"),
        }
    }

    /// How it is edited.
    pub fn control(self) -> Control {
        let seconds = Control::Field(Some("settings-seconds"), None);
        match self {
            Self::CompareHashes | Self::Notify | Self::ShowHidden | Self::Trash | Self::LogCommands => Control::Switch,
            Self::Connections => Control::Steps(CONNECTIONS, "settings-number"),
            Self::LimitRate => Control::Field(Some("settings-kilobytes"), Some("settings-no-limit")),
            Self::ConnectWait | Self::ReplyWait | Self::IdleWait => seconds,
            Self::ActivePorts => Control::Field(None, Some("settings-any-port")),
            Self::ActiveAddress => Control::Field(None, Some("settings-own-address")),
            Self::LogLines => Control::Field(Some("settings-lines"), None),
            Self::Scale => Control::Steps(SCALES, "settings-percent"),
            Self::ExistingUploads | Self::ExistingDownloads => Control::Choice(EXISTING),
            Self::DoubleClick => Control::Choice(&[
                "settings-click-transfer",
                "settings-click-queue",
                "settings-click-view",
                "settings-click-nothing",
            ]),
            Self::FtpMode => Control::Choice(&["settings-mode-auto", "settings-mode-passive", "settings-mode-active"]),
            Self::Shade => Control::Choice(&["settings-system", "settings-shade-light", "settings-shade-dark"]),
            Self::Language => Control::Choice(&[
                "settings-system",
                "settings-language-english",
                "settings-language-chinese",
            ]),
            Self::KeyPreset => Control::Choice(&["settings-preset-standard", "settings-preset-commander"]),
        }
    }
}
