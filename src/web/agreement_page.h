/* agreement_page.h - performance agreements: the year's list, the ranking, one agreement with its negotiation. */
#ifndef PBIS_WEB_AGREEMENT_PAGE_H
#define PBIS_WEB_AGREEMENT_PAGE_H

#include "perform/agreement.h"
#include "web/form.h"
#include "web/table.h"

struct agreement_list_page {
    struct str title, lead, csrf, refused, next;
    int64_t year;
    bool may;
    struct table_view rows;
    struct form make;
};
struct agreement_rank_page {
    struct str title, lead;
    bool any_out;
    struct table_view ranked, out;
};
/* One item with what can be done to it. */
struct agreement_item_view {
    struct agreement_item x;
    struct str weight, component;
    bool may, may_agree, may_appeal, wrong, appeal_wrong, waits, zero;
    struct form form, remove, appeal;
};
struct agreement_button {
    struct str event, label, hint, field;
    bool main, reason;
};
struct agreement_finding_view {
    struct str text;
    bool blocks;
};
struct agreement_appeal_view {
    struct agreement_appeal x;
    bool may, wrong, open;
    struct form form;
};
enum { AGREEMENT_BUTTONS = 8 };
struct agreement_page {
    struct str title, lead, csrf, action, refused, signed_agency, signed_city, sha, place;
    struct agreement g;
    bool draft, may_talk, has_version, intact, broken, assessed;
    struct table_view components, items, turns, versions, history, events;
    const struct agreement_item_view *item;
    const struct agreement_finding_view *finding;
    const struct agreement_appeal_view *appeal;
    size_t item_n, finding_n, appeal_n;
    struct agreement_button button[AGREEMENT_BUTTONS];
    size_t button_n;
    bool may_add, add_wrong, component_wrong, has_choices;
    struct form add, component;
};
handler_fn agreements_page, agreements_post, agreement_ranking_page, agreement_page, agreement_act_post;

/* agreement_form.c */
enum agreement_form { AG_ADD, AG_PROPOSE, AG_REMOVE, AG_COMPONENT, AG_APPEAL, AG_DECIDE };
void agreement_form_make(struct req *r, enum agreement_form which, struct form *f);
void agreement_form_fill(struct req *r, struct form *f, const struct agreement_item *x);
/* The fields of an item; false when one of them is wrong. */
bool agreement_form_item(struct req *r, struct form *f, struct agreement_item_text *ret);
bool agreement_form_weight(struct form *f, struct req *r, struct share *ret);
void agreement_form_choices(struct req *r, struct form *f, const struct rows *choices);

/* What was typed into a form that was refused, for the page that shows it again. */
struct agreement_act {
    struct str code, event, reason, made;
    int64_t version, item_id, item_version, indicator_id, count;
    enum agreement_form which;
    struct form form;
    bool has_form, upheld;
    struct str appeal;
    struct agreement_item_text text;
    struct agreement_component component;
};
MUST_CHECK bool agreement_show(struct req *r, struct str code, const struct agreement_act *c, struct str refused, int status,
                               struct reply *ret, struct err *e);
enum agreement_speaker { SPEAKS_NOT, SPEAKS_AGENCY, SPEAKS_CITY };
enum agreement_speaker agreement_speaker(const struct req *r, const struct agreement *g);

#endif
