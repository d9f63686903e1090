/* media.h - what a file is, by its bytes and never by its name: PDF, JPEG, PNG, XLSX, DOCX, CSV.
 *
 * Nothing is unpacked: of a ZIP only its list of contents is read. What is recognised may still be
 * damaged inside; readers check that themselves. */
#ifndef PBIS_BASE_MEDIA_H
#define PBIS_BASE_MEDIA_H

#include <stdbool.h>

#include "base/compiler.h"
#include "base/str.h"

struct err;

enum media {
    MEDIA_NONE,
    MEDIA_PDF,
    MEDIA_JPEG,
    MEDIA_PNG,
    MEDIA_XLSX,
    MEDIA_DOCX,
    MEDIA_CSV,
    MEDIA_COUNT
};

/* MEDIA_NONE for everything else, also for an office file that carries macros. */
enum media media_of(struct str bytes);
/* Does the name end as files of this kind do? (.jpg and .jpeg, .csv and .txt, any case.) */
bool media_fits_name(enum media m, struct str name);
struct str media_type(enum media m); /* application/pdf */
struct str media_word(enum media m); /* PDF */

/* A name of a file as it may be shown and offered for saving: without folders, control and
 * direction characters, leading dots; at most 120 characters; "file" when nothing is left. */
struct str media_clean_name(struct arena *a, struct str name);

#endif
