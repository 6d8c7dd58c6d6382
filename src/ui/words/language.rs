//! The languages, and where their sentences are.

/// A language of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// What the system says its user reads; English where it says something else.
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::English, |locale| Self::of_locale(&locale))
    }

    /// The language of a locale such as `zh_CN.UTF-8` or `en-GB`.
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// Its name, for the settings file (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// Its name in itself: whoever is in the wrong language must find the right one.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }

    /// The files of its sentences.
    pub(super) fn files(self) -> &'static [&'static str] {
        match self {
            Self::English => ENGLISH,
            Self::Chinese => CHINESE,
        }
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

const ENGLISH: &[&str] = &[
    include_str!("../../../i18n/en/app.ftl"),
    include_str!("../../../i18n/en/pane.ftl"),
    include_str!("../../../i18n/en/queue.ftl"),
    include_str!("../../../i18n/en/log.ftl"),
    include_str!("../../../i18n/en/question.ftl"),
    include_str!("../../../i18n/en/failure.ftl"),
    include_str!("../../../i18n/en/connect.ftl"),
    include_str!("../../../i18n/en/exchange.ftl"),
    include_str!("../../../i18n/en/facts.ftl"),
    include_str!("../../../i18n/en/keep.ftl"),
    include_str!("../../../i18n/en/private.ftl"),
    include_str!("../../../i18n/en/settings.ftl"),
    include_str!("../../../i18n/en/sites.ftl"),
    include_str!("../../../i18n/en/trial.ftl"),
    include_str!("../../../i18n/en/trusted.ftl"),
];

const CHINESE: &[&str] = &[
    include_str!("../../../i18n/zh-CN/app.ftl"),
    include_str!("../../../i18n/zh-CN/pane.ftl"),
    include_str!("../../../i18n/zh-CN/queue.ftl"),
    include_str!("../../../i18n/zh-CN/log.ftl"),
    include_str!("../../../i18n/zh-CN/question.ftl"),
    include_str!("../../../i18n/zh-CN/failure.ftl"),
    include_str!("../../../i18n/zh-CN/connect.ftl"),
    include_str!("../../../i18n/zh-CN/exchange.ftl"),
    include_str!("../../../i18n/zh-CN/facts.ftl"),
    include_str!("../../../i18n/zh-CN/keep.ftl"),
    include_str!("../../../i18n/zh-CN/private.ftl"),
    include_str!("../../../i18n/zh-CN/settings.ftl"),
    include_str!("../../../i18n/zh-CN/sites.ftl"),
    include_str!("../../../i18n/zh-CN/trial.ftl"),
    include_str!("../../../i18n/zh-CN/trusted.ftl"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_gives_its_language() {
        for (locale, language) in [
            ("zh_CN.UTF-8", Language::Chinese),
            ("zh-Hans-CN", Language::Chinese),
            ("ZH", Language::Chinese),
            ("en-GB", Language::English),
            ("C", Language::English),
            ("zha-CN", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }
}
