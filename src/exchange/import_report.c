/* import_report.c - what an import says: JSON for scripts (CONTRACTS.md 2), words for people. */
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "base/lang.h"
#include "exchange/import.h"

enum { SHOWN = 40 }; /* refusals and kinds of repairs in words; JSON has them all */

struct str import_report_json(struct arena *a, const struct import_report *r)
{
    const struct import_issue *x = r->issues.p;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "kind", r->kind);
    J(&w, "sha256", r->sha256);
    J(&w, "year", r->year);
    J(&w, "read", r->read);
    J(&w, "accepted", r->accepted);
    J(&w, "unchanged", r->unchanged);
    J(&w, "refused", r->refused);
    J(&w, "repaired", r->repaired);
    J(&w, "total_baht", r->total_baht);
    jw_array(&w, "issues");
    for (size_t i = 0; i < r->issues.n; i++)
        jw_row(&w, NULL, &import_issue_type, &x[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    return sbuf_str(&b);
}

static void put_count(struct sbuf *b, enum lang lang, const char *th, int64_t n)
{
    SB_LIT(b, "  ");
    sbuf_add(b, tr(lang, th));
    SB_LIT(b, ": ");
    money_put(b, MONEY(n * 100), MONEY_WHOLE);
    SB_LIT(b, "\n");
}

static void put_place(struct sbuf *b, enum lang lang, const struct import_issue *x)
{
    sbuf_add(b, tr(lang, TR("แถว")));
    sbuf_printf(b, " %lld (", (long long)x->row);
    sbuf_add(b, tr(lang, TR("บรรทัด")));
    sbuf_printf(b, " %lld)", (long long)x->line);
}

/* The column, unless the sentence begins with it, and the sentence. */
static void put_words(struct sbuf *b, enum lang lang, const struct import_issue *x)
{
    struct str words = lang == LANG_TH ? x->th : x->en;

    if (!str_starts(words, x->field)) {
        sbuf_add(b, x->field);
        SB_LIT(b, ": ");
    }
    sbuf_add(b, words);
    SB_LIT(b, "\n");
}

/* Each refusal: it is what a person must mend. */
static void put_refusals(struct sbuf *b, enum lang lang, const struct import_report *r)
{
    const struct import_issue *x = r->issues.p;
    size_t shown = 0, more = 0;

    for (size_t i = 0; i < r->issues.n; i++) {
        if (!str_eq(x[i].action, STR("refuse")))
            continue;
        if (shown == SHOWN) {
            more++;
            continue;
        }
        if (shown++ == 0) {
            sbuf_add(b, tr(lang, TR("แถวที่ใช้ไม่ได้")));
            SB_LIT(b, "\n");
        }
        SB_LIT(b, "  ");
        put_place(b, lang, &x[i]);
        SB_LIT(b, " ");
        put_words(b, lang, &x[i]);
    }
    if (more)
        put_count(b, lang, TR("และอีก (ดูทั้งหมดด้วย --json)"), (int64_t)more);
}

static bool same_repair(const struct import_issue *x, const struct import_issue *y)
{
    return str_eq(x->action, y->action) && str_eq(x->field, y->field) && str_eq(x->code, y->code);
}

/* Repairs by column and kind: the first as an example, and how many rows. */
static void put_repairs(struct sbuf *b, enum lang lang, const struct import_report *r)
{
    const struct import_issue *x = r->issues.p;
    size_t first[SHOWN];
    int64_t count[SHOWN] = {0};
    size_t n = 0;

    for (size_t i = 0; i < r->issues.n; i++) {
        size_t k = 0;
        if (!str_eq(x[i].action, STR("repair")))
            continue;
        while (k < n && !same_repair(&x[first[k]], &x[i]))
            k++;
        if (k == SHOWN)
            continue;
        if (k == n)
            first[n++] = i;
        count[k]++;
    }
    for (size_t k = 0; k < n; k++) {
        if (k == 0) {
            sbuf_add(b, tr(lang, TR("ที่แก้ให้แล้ว")));
            SB_LIT(b, "\n");
        }
        sbuf_printf(b, "  %.*s × %lld: ", STR_FMT(x[first[k]].field), (long long)count[k]);
        put_place(b, lang, &x[first[k]]);
        SB_LIT(b, " ");
        sbuf_add(b, lang == LANG_TH ? x[first[k]].th : x[first[k]].en);
        SB_LIT(b, "\n");
    }
}

static const char *verdict(const struct import_report *r)
{
    if (r->written)
        return TR("นำเข้าแล้ว");
    if (r->accepted == 0 && r->refused == 0)
        return TR("ไม่มีอะไรเปลี่ยน แฟ้มนี้อยู่ในคลังข้อมูลแล้ว");
    return TR("ไม่ได้เขียนอะไรลงคลังข้อมูล");
}

struct str import_report_text(struct arena *a, const struct import_report *r, enum lang lang)
{
    struct sbuf b;
    struct money total = MONEY_ZERO;
    struct err ignored;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    put_refusals(&b, lang, r);
    put_repairs(&b, lang, r);
    sbuf_printf(&b, "%.*s %lld: ", STR_FMT(r->kind), (long long)r->year);
    sbuf_add(&b, tr(lang, verdict(r)));
    SB_LIT(&b, "\n");
    put_count(&b, lang, TR("อ่าน (แถว)"), r->read);
    put_count(&b, lang, TR("รับ"), r->accepted);
    put_count(&b, lang, TR("มีอยู่แล้ว ไม่เปลี่ยน"), r->unchanged);
    put_count(&b, lang, TR("ไม่รับ"), r->refused);
    put_count(&b, lang, TR("แถวที่มีการแก้ให้"), r->repaired);
    SB_LIT(&b, "  ");
    sbuf_add(&b, tr(lang, TR("รวมเป็นเงิน (บาท)")));
    SB_LIT(&b, ": ");
    if (money_parse(r->total_baht, &total, &ignored)) {
        money_put(&b, total, MONEY_COMMAS);
    } else {
        sbuf_add(&b, r->total_baht);
    }
    sbuf_printf(&b, "\n  sha256: %.*s\n", STR_FMT(r->sha256));
    return sbuf_str(&b);
}
