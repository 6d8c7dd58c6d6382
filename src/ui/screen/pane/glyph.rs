//! The icon of a file, told by its name: a hint, nothing depends on it.

use crate::entry::Kind;
use crate::ui::look::icon;

use super::listing::Item;

/// The icon of an item.
pub fn glyph(item: &Item) -> char {
    match item.kind {
        Kind::Directory => icon::FOLDER,
        Kind::Link => icon::FILE_SYMLINK,
        Kind::Other => icon::PLUG,
        Kind::File => by_extension(&item.extension().to_ascii_lowercase()),
    }
}

fn by_extension(extension: &str) -> char {
    match extension {
        "c" | "cc" | "conf" | "cpp" | "cs" | "css" | "go" | "h" | "hpp" | "htm" | "html" | "ini" | "java" | "js"
        | "json" | "jsx" | "kt" | "less" | "lua" | "php" | "pl" | "ps1" | "py" | "r" | "rb" | "rs" | "scss" | "sh"
        | "sql" | "swift" | "toml" | "ts" | "tsx" | "vue" | "xhtml" | "xml" | "yaml" | "yml" => icon::FILE_CODE,
        "avif" | "bmp" | "eps" | "gif" | "heic" | "ico" | "jpeg" | "jpg" | "png" | "psd" | "raw" | "svg" | "tif"
        | "tiff" | "webp" => icon::FILE_IMAGE,
        "7z" | "ar" | "br" | "bz2" | "cab" | "cpio" | "deb" | "dmg" | "gz" | "iso" | "jar" | "lz" | "lz4" | "lzma"
        | "rar" | "rpm" | "tar" | "tbz" | "tgz" | "txz" | "xz" | "zip" | "zst" => icon::FILE_ARCHIVE,
        "csv" | "doc" | "docx" | "epub" | "log" | "md" | "odp" | "ods" | "odt" | "org" | "pdf" | "ppt" | "pptx"
        | "rst" | "rtf" | "tex" | "tsv" | "txt" | "xls" | "xlsx" => icon::FILE_TEXT,
        "aac" | "aiff" | "flac" | "m4a" | "mid" | "mp3" | "oga" | "ogg" | "opus" | "wav" | "wma" => icon::FILE_AUDIO,
        "3gp" | "avi" | "flv" | "m4v" | "mkv" | "mov" | "mp4" | "mpeg" | "mpg" | "ogv" | "webm" | "wmv" => {
            icon::FILE_VIDEO
        }
        _ => icon::FILE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Entry;

    #[test]
    fn the_last_extension_decides_whatever_its_case() {
        let of = |name: &str, kind| glyph(&Item::new(Entry::new(name.into(), kind), false));
        assert_eq!(of("release.tar.zst", Kind::File), icon::FILE_ARCHIVE);
        assert_eq!(of("HERO.PNG", Kind::File), icon::FILE_IMAGE);
        assert_eq!(of("png", Kind::File), icon::FILE);
        assert_eq!(of("pictures.zip", Kind::Directory), icon::FOLDER);
        assert_eq!(of("latest.zip", Kind::Link), icon::FILE_SYMLINK);
    }
}
