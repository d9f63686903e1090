/* book_report.c - what a merge says: JSON for scripts, words for people. */
#include "base/arena.h"
#include "base/json.h"
#include "exchange/book.h"

enum { SHOWN = 60 };

struct str request_book_json(struct arena *a, const struct book_plan *p, bool written)
{
    const struct book_issue *x = p->issues.p;
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "kind", STR("requests"));
    J(&w, "sha256", p->book->sha256);
    J(&w, "year", p->year);
    J(&w, "agency", p->agency_code);
    J(&w, "read", p->read);
    J(&w, "accepted", p->edited + p->added + p->deleted);
    J(&w, "unchanged", p->unchanged);
    J(&w, "refused", p->refused_rows);
    J(&w, "repaired", INT64_C(0));
    J(&w, "edited", p->edited);
    J(&w, "added", p->added);
    J(&w, "deleted", p->deleted);
    J(&w, "cells", p->cells);
    J(&w, "conflicts", p->conflicts);
    J(&w, "missing", p->missing);
    J(&w, "written", written);
    J(&w, "total_baht", money_text(a, p->after, MONEY_PLAIN));
    jw_array(&w, "issues");
    for (size_t i = 0; i < p->issues.n; i++) {
        jw_row(&w, NULL, &book_issue_type, &x[i]);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return sbuf_str(&b);
}

static void put_count(struct sbuf *b, enum lang lang, const char *th, int64_t n)
{
    SB_LIT(b, "  ");
    sbuf_add(b, tr(lang, th));
    SB_LIT(b, ": ");
    money_put(b, BAHT(n), MONEY_WHOLE);
    SB_LIT(b, "\n");
}

struct str request_book_text(struct arena *a, const struct book_plan *p, bool written,
                             enum lang lang)
{
    const struct book_issue *x = p->issues.p;
    const char *verdict = written ? TR("นำเข้าแล้ว")
                          : p->edited + p->added + p->deleted == 0
                              ? TR("ไม่มีอะไรเปลี่ยน แฟ้มนี้อยู่ในคลังข้อมูลแล้ว")
                              : TR("ไม่ได้เขียนอะไรลงคลังข้อมูล");
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    for (size_t i = 0; i < p->issues.n && i < SHOWN; i++) {
        sbuf_printf(&b, "  %.*s %.*s ", STR_FMT(x[i].cell), STR_FMT(x[i].line));
        sbuf_add(&b, lang == LANG_TH ? x[i].th : x[i].en);
        SB_LIT(&b, "\n");
    }
    if (p->issues.n > SHOWN) {
        put_count(&b, lang, TR("และอีก (ดูทั้งหมดด้วย --json)"), (int64_t)p->issues.n - SHOWN);
    }
    sbuf_printf(&b, "requests %.*s %lld: ", STR_FMT(p->agency_code), (long long)p->year);
    sbuf_add(&b, tr(lang, verdict));
    SB_LIT(&b, "\n");
    put_count(&b, lang, TR("อ่าน (แถว)"), p->read);
    put_count(&b, lang, TR("รายการที่แก้"), p->edited);
    put_count(&b, lang, TR("รายการที่เพิ่ม"), p->added);
    put_count(&b, lang, TR("รายการที่ลบ"), p->deleted);
    put_count(&b, lang, TR("มีอยู่แล้ว ไม่เปลี่ยน"), p->unchanged);
    put_count(&b, lang, TR("ช่องที่ต้องเลือก"), p->conflicts);
    put_count(&b, lang, TR("แถวที่หายไปจากแฟ้ม (เก็บไว้)"), p->missing);
    put_count(&b, lang, TR("ไม่รับ"), p->refused_rows);
    SB_LIT(&b, "  ");
    sbuf_add(&b, tr(lang, TR("คำขอของหน่วยงาน (บาท)")));
    SB_LIT(&b, ": ");
    money_put(&b, p->before, MONEY_COMMAS);
    SB_LIT(&b, " -> ");
    money_put(&b, p->after, MONEY_COMMAS);
    sbuf_printf(&b, "\n  sha256: %.*s\n", STR_FMT(p->book->sha256));
    return sbuf_str(&b);
}
