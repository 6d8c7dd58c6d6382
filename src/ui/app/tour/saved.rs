//! The saved sites of the toured window.

use crate::site::{Book, Bookmark, Colour, FtpOptions, Login, Saved, SiteId};
use crate::url::Url;

/// Sites as somebody might have them.
pub fn book() -> Book {
    let mut book = Book::default();
    let all = [
        (
            1,
            "Customers/Harbour shop",
            "ftp://deploy@ftp.shop.example.org:2221/",
            Colour::Green,
        ),
        (
            2,
            "Customers/Staging",
            "sftp://deploy@staging.shop.example.org/",
            Colour::Orange,
        ),
        (
            3,
            "Customers/Press photos",
            "ftps://press@media.example.org/",
            Colour::None,
        ),
        (4, "Home/NAS", "sftp://mei@backup-nas/", Colour::Blue),
        (5, "Home/图片服务器", "sftp://mei@img.example.cn:2222/", Colour::None),
        (6, "Old archive", "ftp+plain://old.example.org/", Colour::Red),
    ];
    for (number, place, url, colour) in all {
        let Ok(url) = Url::parse(url) else { continue };
        let mut names: Vec<String> = place.split('/').map(str::to_owned).collect();
        let name = names.pop().unwrap_or_default();
        let mut saved = Saved::new(SiteId::new(number), &name, &url.site(FtpOptions::default()));
        saved.folder = names;
        saved.colour = colour;
        book.sites.push(saved);
    }
    if let Some(shop) = book.sites.first_mut() {
        shop.login = Login::Password { user: "deploy".into() };
        shop.local_folder = Some("/home/mei/site".into());
        shop.remote_folder = Some("/www".into());
        shop.synchronised = true;
        shop.notes = "Deploys on Tuesdays. Ask Lin before anything in /www/checkout is touched.".into();
        shop.bookmarks = vec![Bookmark {
            name: "Theme".into(),
            local: Some("/home/mei/site/theme".into()),
            remote: Some("/www/theme".into()),
            synchronised: true,
        }];
    }
    book
}
