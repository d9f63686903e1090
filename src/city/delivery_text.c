/* delivery_text.c - what a message says: its kinds' sentences, the fiscal years, links. No figures, no
 * names, nothing that a person typed. */
#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "city/delivery.h"
#include "city/notice.h"

enum { BODY_MAX = 64 * 1024 };

static enum lang lang_of(const struct delivery_out *d)
{
    return str_eq(d->lang, STR("en")) ? LANG_EN : LANG_TH;
}

/* A kind that is not in the table any more reads as any notice. */
static struct str sentence(struct str kind, enum lang lang)
{
    enum notice_kind k;
    struct err e;

    return notice_kind_parse(kind, &k, &e) ? notice_sentence(k, lang)
                                           : tr(lang, TR("มีการแจ้งเตือนถึงท่าน"));
}

static void put_link(struct sbuf *b, const struct delivery_from *from, struct str path)
{
    sbuf_add(b, from->base_url);
    sbuf_add(b, path);
}

static void put_notice(struct sbuf *b, const struct delivery_link *l,
                       const struct delivery_from *from, enum lang lang)
{
    SB_LIT(b, "- ");
    sbuf_add(b, sentence(l->kind, lang));
    if (l->year) {
        SB_LIT(b, " (");
        sbuf_add(b, tr(lang, TR("ปีงบประมาณ พ.ศ.")));
        sbuf_printf(b, " %lld)", (long long)l->year);
    }
    SB_LIT(b, "\n  ");
    put_link(b, from, l->path);
    SB_LIT(b, "\n");
}

static struct str body_notices(struct arena *a, const struct rows *links,
                               const struct delivery_from *from, enum lang lang)
{
    const struct delivery_link *l = links->p;
    struct sbuf b;

    sbuf_init(&b, a, BODY_MAX);
    sbuf_add(&b, tr(lang, TR("มีเรื่องถึงท่านใน PBIS เปิดลิงก์เพื่ออ่าน ข้อความนี้ไม่มีตัวเลขและเนื้อหา")));
    SB_LIT(&b, "\n\n");
    for (size_t i = 0; i < links->n && i < DELIVERY_LINKS; i++) {
        put_notice(&b, &l[i], from, lang);
    }
    if (links->n > DELIVERY_LINKS) {
        sbuf_add(&b, tr(lang, TR("ยังมีเรื่องอื่นอีกในระบบ")));
        SB_LIT(&b, "\n");
    }
    SB_LIT(&b, "\n");
    sbuf_add(&b, tr(lang, TR("ทุกเรื่อง:")));
    SB_LIT(&b, " ");
    put_link(&b, from, STR("/notices"));
    SB_LIT(&b, "\n");
    sbuf_add(&b, tr(lang, TR("ตั้งว่าจะรับเรื่องใด เมื่อใด:")));
    SB_LIT(&b, " ");
    put_link(&b, from, STR("/notices/settings"));
    SB_LIT(&b, "\n");
    return sbuf_str(&b);
}

static struct str body_verify(struct arena *a, const struct delivery_out *d,
                              const struct delivery_from *from, enum lang lang)
{
    struct sbuf b;

    sbuf_init(&b, a, BODY_MAX);
    sbuf_add(&b, tr(lang,
                    TR("มีบัญชีใน PBIS ขอใช้ที่อยู่นี้รับการแจ้งเตือน เปิดลิงก์ภายในหนึ่งวันเพื่อยืนยัน ลิงก์ใช้ได้ครั้งเดียว")));
    SB_LIT(&b, "\n\n  ");
    put_link(&b, from, str_format(a, "/notices/verify?token=%.*s", STR_FMT(d->secret)));
    SB_LIT(&b, "\n\n");
    sbuf_add(&b, tr(lang, TR("หากท่านไม่ได้ขอ ไม่ต้องทำอะไร")));
    SB_LIT(&b, "\n");
    return sbuf_str(&b);
}

struct mail delivery_mail(struct arena *a, const struct delivery_out *d, const struct rows *links,
                          const struct delivery_from *from)
{
    enum lang lang = lang_of(d);
    bool verify = str_eq(d->purpose, STR("verify"));
    struct mail m = {.from = from->address,
                     .from_name = STR("PBIS"),
                     .to = d->email,
                     .to_name = d->full_name,
                     .at_ms = from->now_ms};
    const struct delivery_link *l = links->p;

    m.id = str_format(a, "pbis-delivery-%lld", (long long)d->id);
    m.body = verify ? body_verify(a, d, from, lang) : body_notices(a, links, from, lang);
    if (verify) {
        m.subject = tr(lang, TR("PBIS: ยืนยันที่อยู่อีเมล"));
    } else if (links->n == 1) {
        m.subject = str_format(a, "PBIS: %.*s", STR_FMT(sentence(l->kind, lang)));
    } else {
        m.subject = tr(lang, TR("PBIS: มีการแจ้งเตือนหลายเรื่อง"));
    }
    return m;
}

struct str delivery_json(struct arena *a, const struct delivery_out *d, const struct rows *links,
                         const struct delivery_from *from)
{
    const struct delivery_link *l = links->p;
    enum lang lang = lang_of(d);
    struct sbuf b;
    struct jw w;

    sbuf_init(&b, a, BODY_MAX);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "delivery", d->id);
    J(&w, "to", d->user_name);
    jw_array(&w, "notices");
    for (size_t i = 0; i < links->n && i < DELIVERY_LINKS; i++) {
        jw_object(&w, NULL);
        J(&w, "kind", l[i].kind);
        J(&w, "text", sentence(l[i].kind, lang));
        J(&w, "year", l[i].year);
        J(&w, "url", str_format(a, "%.*s%.*s", STR_FMT(from->base_url), STR_FMT(l[i].path)));
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return sbuf_str(&b);
}
