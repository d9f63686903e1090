/* form.h - fields of forms: label, hint, the value as it was typed, and what is wrong with it.
 *
 * A handler keeps a table of fields, fills the values from the request, checks them into a struct,
 * and on any refusal shows the same form again with the errors at their fields: nothing typed is
 * lost. Amounts and numbers take Thai digits and commas. */
#ifndef PBIS_WEB_FORM_H
#define PBIS_WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "web/req.h"

struct html;

enum form_kind {
    FORM_TEXT,
    FORM_LONG, /* several lines */
    FORM_MONEY,
    FORM_NUMBER, /* thousandths: 12.5 */
    FORM_CHOICE,
    FORM_CHECK,
    FORM_FILE,
    FORM_PASSWORD,
    FORM_HIDDEN,
};
struct form_choice {
    struct str value, label;
};
struct form_field {
    const char *name;
    enum form_kind kind;
    const char *label; /* TR("...") */
    const char *hint;  /* TR("...") or NULL */
    bool required;
    int64_t max; /* most code points; 0 = 500 */
    struct str value, error;
    const struct form_choice *choice;
    size_t choices;
    bool focus; /* the cursor begins here */
    int again;  /* as the form's */
};

/* For views: {% call form_field(page.title_field) %}; or all of them. */
void form_field(struct html *h, struct form_field f);
struct form {
    struct form_field *field;
    size_t n;
    bool wrong;
    int again;         /* not 0: tells its fields' ids from those of another form on the page */
    struct str error;  /* of the whole form: what no field can show */
    struct str newest; /* somebody else was first: where the newest version is */
};
void form_fields(struct html *h, struct form f);
/* The article, parameter or unconfirmed default behind what a form shown again was refused for: a line,
 * once a page; nothing when it is technical. Where a page says the refusal itself: {% call rule_note() %}. */
void rule_note(struct html *h);

/* Takes the values of the request's form. */
void form_read(struct form *f, const struct req *r);
/* Trims; a required field that is empty or one that is too long gets its error. */
bool form_check(struct form *f, const struct req *r);
struct form_field *form_find(struct form *f, const char *name);
struct str form_value(const struct form *f, const char *name);
/* The field's amount or number; on failure the field gets the error and false comes back. */
bool form_money(struct form *f, const char *name, const struct req *r, struct money *ret);
bool form_milli(struct form *f, const char *name, const struct req *r, int64_t *ret);
/* A whole number min..max; Thai digits and commas are taken. */
bool form_int(struct form *f, const char *name, const struct req *r, int64_t min, int64_t max,
              int64_t *ret);
/* A day as people write it (30/9/2569, 30 ก.ย. 2569) or 2026-09-30; empty = none. */
bool form_date(struct form *f, const char *name, const struct req *r, struct date *ret);
/* 12.5 -> 12500: at most 3 decimals, Thai digits and commas; false when it is no such number. */
bool milli_parse(struct str s, int64_t *ret);
/* 12500 -> 12.5 */
struct str milli_text(struct arena *a, int64_t milli);
/* A refusal of the domain: to the field it names (argument "field"), else to the whole form. */
void form_refuse(struct form *f, struct req *r, const struct err *e);
void form_wrong(struct form *f, const char *name, struct str why);
/* The year's agencies as choices, by code; `none` is the label of choosing none of them, empty: one must be chosen. */
MUST_CHECK bool form_agencies(struct req *r, struct form_field *f, struct str none, struct err *e);

#endif
