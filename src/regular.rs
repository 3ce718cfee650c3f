//! Regular files, and nothing else. A named pipe to which nobody writes would be waited for without end, and a device may
//! have no end: they are named and never read.

use std::fs::{self, File, FileType, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file to read it, wherever links lead.
///
/// # Errors
/// The disk's; [`io::ErrorKind::InvalidInput`] for what is no regular file, said in words.
pub fn open(path: &Path) -> io::Result<File> {
    named(fs::metadata(path)?.file_type())?;
    checked(options(true).open(path)?)
}

/// The same of what a folder says is a file: a link that came into its place since is not followed.
///
/// # Errors
/// Those of [`open`].
pub fn open_entry(path: &Path) -> io::Result<File> {
    named(fs::symlink_metadata(path)?.file_type())?;
    checked(options(false).open(path)?)
}

/// All bytes of a file.
///
/// # Errors
/// Those of [`open`], and of reading.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut open(path)?, &mut bytes)?;
    Ok(bytes)
}

/// What is no regular file, in words; `None` for one.
pub fn what(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    match () {
        () if kind.is_file() => None,
        () if kind.is_dir() => Some("a folder"),
        () if kind.is_symlink() => Some("a link"),
        () => Some("something else"),
    }
}

/// Between its name and its opening a file may have been swapped for something else.
fn checked(file: File) -> io::Result<File> {
    named(file.metadata()?.file_type())?;
    Ok(file)
}

fn named(kind: FileType) -> io::Result<()> {
    match what(kind) {
        None => Ok(()),
        Some(what) => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{what}, and no file"))),
    }
}

fn options(follows: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | if follows { OFlags::empty() } else { OFlags::NOFOLLOW };
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits() as i32);
    }
    #[cfg(not(unix))]
    let _ = follows;
    options
}
