"""What is refused about files that are kept with clients, and about e-mails."""

from __future__ import annotations

from collections.abc import Mapping

from smallcrm.i18n.filling import Wording
from smallcrm.i18n.messages import mark

KEEPING: Mapping[str, Wording] = {
    "no_files": mark("Choose a file."),
    "no_file_name": mark("Write a name for the file."),
    "document_too_large": (
        mark("“{file}” is too large: at most {limit_megabytes} MB of a file can be kept."),
        mark("The file is too large: at most {limit_megabytes} MB can be kept."),
        mark("The file is too large."),
    ),
    "document_of_other_client": mark("A file can be kept with papers of its own client only."),
    "no_such_document": mark("This file is not there any more."),
    "no_message_id": mark("The e-mail cannot be told from others."),
    "not_a_mail_file": (
        mark("“{file}” is not an e-mail that can be read."),
        mark("This is not an e-mail that can be read."),
    ),
    "not_openable": (
        mark("“{file}” could run as a program, so it is not opened from here. Save it instead."),
        mark("This file could run as a program, so it is not opened from here."),
    ),
}
