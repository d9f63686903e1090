/* audit.c - pbis audit verify, head, keygen. */
#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sign.h"
#include "city/audit_head.h"
#include "cli/command.h"
#include "cli/groups.h"
#include "store/chain.h"
#include "store/store.h"

enum { HEAD_MAX_BYTES = 4096 };

static void say(struct app *app, struct str what, const char *th)
{
    out(str_format(app->a, "%.*s: %.*s\n", STR_FMT(tr(app->lang, th)), STR_FMT(what)));
}

/* A head that was published: {"chain":"audit","seq":N,"hash":"..."}; a signed one has day, previous,
 * public_key and signature as well. */
static bool read_head(struct app *app, const char *path, struct audit_head *ret, struct err *e)
{
    const struct jr *doc;
    struct str text;

    if (!file_read(app->a, path, HEAD_MAX_BYTES, &text, e) || !json_parse(app->a, text, &doc, e)) {
        return false;
    }
    *ret = (struct audit_head){
        .seq = jr_int(jr_get(doc, "seq"), 0),
        .hash = jr_str(jr_get(doc, "hash"), STR_NONE),
        .previous = jr_str(jr_get(doc, "previous"), STR_NONE),
        .public_key = jr_str(jr_get(doc, "public_key"), STR_NONE),
        .signature = jr_str(jr_get(doc, "signature"), STR_NONE),
    };
    if (ret->seq < 1 || ret->hash.n != (size_t)2 * SHA256_BYTES ||
        (ret->signature.n &&
         !date_parse_iso(jr_str(jr_get(doc, "day"), STR_NONE), &ret->day, e))) {
        FAIL(e, ERR_JSON_SHAPE);
        err_arg(e, "path", V(STR("seq, hash, day")));
        err_arg(e, "expected", V(STR("{\"chain\":\"audit\",\"seq\":1,\"hash\":\"...\"}")));
        return false;
    }
    return true;
}

/* The head in the file, its signature checked where there is one; a key asks for one. */
static bool take_head(struct app *app, const char *path, struct str key, struct audit_point *ret,
                      struct err *e)
{
    struct audit_head h;

    if (!read_head(app, path, &h, e)) {
        return false;
    }
    if (key.n && !h.signature.n) {
        FAIL(e, ERR_HEAD_UNSIGNED);
        err_arg(e, "path", V(str_from(path)));
        return false;
    }
    if (h.signature.n && !audit_head_good(app->a, &h, key, e)) {
        return false;
    }
    *ret = (struct audit_point){h.seq, h.hash};
    return true;
}

static int audit_check(struct app *app, const struct args *p, struct db *db, struct err *e)
{
    const char *path = args_get(p, "head"), *key_path = args_get(p, "public");
    uint8_t key[SIGN_PUBLIC_BYTES];
    struct audit_point held = {.seq = 0};
    struct str hex = STR_NONE;
    int64_t n, heads;

    if (key_path) {
        if (!sign_public_read(app->a, key_path, key, e)) {
            return exit_of(e);
        }
        hex = hex_text(app->a, key, sizeof key);
    }
    if ((path && !take_head(app, path, hex, &held, e)) ||
        !audit_verify_all(db, app->a, hex, held, &n, &heads, e)) {
        return exit_of(e);
    }
    say(app, str_format(app->a, "%lld", (long long)n), TR("สายบันทึกการตรวจสอบครบถ้วน"));
    say(app, str_format(app->a, "%lld", (long long)heads), TR("หัวสายที่ลงลายเซ็นถูกต้อง"));
    return EXIT_DONE;
}

static void head_json(struct jw *w, const struct audit_head *h)
{
    jw_object(w, NULL);
    J(w, "chain", STR("audit"));
    J(w, "seq", h->seq);
    J(w, "hash", h->hash);
    J(w, "at_ms", h->at.ms);
    if (h->signature.n) {
        J(w, "day", h->day);
        J(w, "previous", h->previous);
        J(w, "public_key", h->public_key);
        J(w, "signature", h->signature);
    }
    jw_end_object(w);
}

struct publish {
    struct app *app;
    struct sign_key key;
    struct audit_head head;
};

static bool publish(struct tx *tx, void *ctx, struct err *e)
{
    struct publish *x = ctx;
    struct act by = {tx, x->app->a, &x->app->who, date_of_ms(x->app->now_ms), x->app->now_ms};

    return audit_head_publish(&by, &x->key, &x->head, e);
}

static int audit_print(struct app *app, const struct args *p, struct db *db, struct err *e)
{
    const char *path = args_get(p, "out"), *key = args_get(p, "key");
    struct publish x = {.app = app};
    struct chain c;
    struct sbuf b;
    struct jw w;

    if (key) {
        if (!sign_key_read(app->a, key, &x.key, e) || !store_write(app->store, publish, &x, e)) {
            return exit_of(e);
        }
    } else {
        if (!chain_head(db, app->a, CHAIN_AUDIT, &c, e)) {
            return exit_of(e);
        }
        x.head = (struct audit_head){.seq = c.seq,
                                     .hash = hex_text(app->a, c.hash, SHA256_BYTES),
                                     .at = {app->now_ms}};
    }
    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    jw_init(&w, &b, false);
    head_json(&w, &x.head);
    SB_LIT(&b, "\n");
    if (path && !file_write(path, sbuf_str(&b), e)) {
        return exit_of(e);
    }
    if (!path) {
        out(sbuf_str(&b));
    }
    return EXIT_DONE;
}

static int audit_keygen(struct app *app, const struct args *p, struct err *e)
{
    const char *path = args_get(p, "key");
    struct sign_key k;

    if (!path) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("audit keygen --key FILE")));
        return EXIT_USAGE;
    }
    if (!sign_key_make(app->a, path, &k, e)) {
        return exit_of(e);
    }
    say(app, hex_text(app->a, k.public, sizeof k.public), TR("สร้างกุญแจแล้ว กุญแจสาธารณะ"));
    return EXIT_DONE;
}

static int cmd_audit(struct app *app, const struct args *p, struct err *e)
{
    struct str word = str_from(args_word(p, 0));
    struct db *db;

    if (!actor_check_city(&app->who, PERM_AUDIT_READ, e) || !store_reader(app->store, &db, e)) {
        return exit_of(e);
    }
    if (str_eq(word, STR("verify"))) {
        return audit_check(app, p, db, e);
    }
    if (str_eq(word, STR("head"))) {
        return audit_print(app, p, db, e);
    }
    if (str_eq(word, STR("keygen"))) {
        return audit_keygen(app, p, e);
    }
    FAIL(e, ERR_USAGE);
    err_arg(e, "why", V(STR("audit verify | audit head | audit keygen")));
    return EXIT_USAGE;
}

static const struct option audit_options[] = {
    {"head", "FILE", false}, {"out", "FILE", false},
    {"key", "FILE", false}, {"public", "FILE", false},
};

static const struct command commands[] = {
    {.name = "audit",
     .usage = "verify|head|keygen",
     .words_min = 1,
     .words_max = 1,
     .options = audit_options,
     .noptions = ARRAY_LEN(audit_options),
     .store = STORE_READY,
     .run = cmd_audit,
     COMMAND("ตรวจสายบันทึกการตรวจสอบ ทำหัวสายและลงลายเซ็น หรือสร้างกุญแจ",
             "Verify the audit chain, make and sign its head, or make a key")},
};
const struct command_group cli_audit_commands = {commands, ARRAY_LEN(commands)};
