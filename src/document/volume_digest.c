/* volume_digest.c - what a book says, hashed: the same words and figures are the same version. */
#include "base/arena.h"
#include "document/digest.h"
#include "document/volume_int.h"

static void add_number(struct sha256_state *h, int64_t n)
{
    sha256_add(h, &n, sizeof n);
}

bool volume_hashes(struct volume *v, int kind, struct str s)
{
    const char mark = (char)kind;

    if (v->pass != PASS_HASH)
        return false;
    sha256_add(v->hash, &mark, 1);
    digest_text(v->hash, s);
    return true;
}

void volume_hash_table(struct volume *v)
{
    const struct volume_table *t = volume_now(v);

    volume_hashes(v, 'T', str_from(t->id));
    volume_hashes(v, 'T', t->title);
    for (size_t i = 0; i < t->n; i++) {
        volume_hashes(v, 'C', str_from(t->column[i].key));
        volume_hashes(v, 'C', t->column[i].label);
        add_number(v->hash, (int64_t)t->column[i].kind * 1000 + t->column[i].weight * 2 +
                                t->column[i].carry);
    }
}

void volume_hash_row(struct volume *v, const struct volume_row *r)
{
    const struct volume_table *t = volume_now(v);

    volume_hashes(v, 'R', r->tie);
    volume_hashes(v, 'X', r->index);
    add_number(v->hash, (int64_t)r->role * 100 + r->level);
    for (size_t i = 0; i < t->n; i++) {
        const struct volume_cell *c = &r->cell[i];

        volume_hashes(v, c->none ? '-' : 'V', c->none ? STR_NONE : c->text);
        add_number(v->hash, c->none ? 0 : c->n);
    }
}

static void hash_info(struct volume *v)
{
    const struct volume_info *i = v->info;
    const int64_t n[] = {i->year, i->ordinance, i->number, i->draft, i->demo, i->partial};
    const struct str s[] = {i->word, i->title, i->subtitle, i->agency_code, i->stage_text};

    for (size_t k = 0; k < ARRAY_LEN(n); k++)
        add_number(v->hash, n[k]);
    for (size_t k = 0; k < ARRAY_LEN(s); k++)
        volume_hashes(v, 'I', s[k]);
}

bool volume_digest(const struct volume_info *info, volume_fn *fn, void *ctx, uint8_t ret_sha[32],
                   struct document_result *ret, struct err *e)
{
    struct arena *a = arena_new(), *scratch = arena_new();
    struct volume *v = ARENA_NEW(a, struct volume);
    struct sha256_state hash;
    bool ok;

    sha256_begin(&hash);
    v->a = a;
    v->scratch = scratch;
    v->info = info;
    v->pass = PASS_HASH;
    v->hash = &hash;
    *ret = (struct document_result){0};
    hash_info(v);
    ok = fn(v, ctx, e);
    if (ok && v->failed) {
        *e = v->err;
        ok = false;
    }
    sha256_end(&hash, ret_sha);
    if (ok)
        volume_results(v, ret);
    arena_free(v->words);
    arena_free(scratch);
    arena_free(a);
    return ok;
}
