//! What is printed for shells and manuals, made of what can be typed.

use super::args::{Completions, LIMITS, Print};
use super::{files, version};
use clap::Command;
use std::fmt::Write;

/// What a shell needs to complete commands and options.
pub fn completions(args: &Completions) -> anyhow::Result<()> {
    let mut command = version::command();
    let name = command.get_name().to_string();
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut out);
    files::print(args.print.out.as_ref(), &String::from_utf8(out)?)
}

/// The manual: a page with all commands and their options.
pub fn page(args: &Print) -> anyhow::Result<()> {
    let mut command = version::command().disable_help_subcommand(true);
    command.build();
    let mut out = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    let mut text = String::from_utf8(out)?;
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        let mut out = Vec::new();
        let man = clap_mangen::Man::new(inner.clone());
        man.render_synopsis_section(&mut out)?;
        man.render_description_section(&mut out)?;
        man.render_options_section(&mut out)?;
        let part = String::from_utf8(out)?;
        // Sections of a page of its own are parts of this one.
        let part = part.replace("\n.SH ", "\n.SS ");
        let _ = write!(text, ".SH \"NIANBAO {}\"\n{part}", inner.get_name().to_uppercase());
    }
    files::print(args.out.as_ref(), &text)
}

/// The options that set limits.
pub fn limits() -> anyhow::Result<()> {
    let mut command = version::command();
    command.build();
    let help = command.find_subcommand_mut(LIMITS).map(Command::render_long_help);
    super::print(&help.map(|help| help.to_string()).unwrap_or_default())
}
