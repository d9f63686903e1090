/* args.c - see args.h. */
#include "cli/args.h"

#include <string.h>

#include "base/date.h"
#include "base/err.h"

const struct option common_options[] = {
    {"db", "URL", false},
    {"as", "USER", false},
    {"lang", "th|en", false},
};
const size_t common_options_n = ARRAY_LEN(common_options);

static const struct option *option_find(const struct command *c, const char *name, size_t n)
{
    for (size_t i = 0; i < common_options_n; i++) {
        if (strlen(common_options[i].name) == n && !memcmp(common_options[i].name, name, n))
            return &common_options[i];
    }
    for (size_t i = 0; i < c->noptions; i++) {
        if (strlen(c->options[i].name) == n && !memcmp(c->options[i].name, name, n))
            return &c->options[i];
    }
    return NULL;
}

static bool usage(struct err *e, const char *th_why, const char *what)
{
    FAIL(e, ERR_USAGE);
    char why[ERR_ARG_TEXT];
    struct str w = str_from(what);
    size_t k = 0;

    for (const char *p = th_why; *p && k + 1 < sizeof(why); p++) {
        if (*p != '%') {
            why[k++] = *p;
            continue;
        }
        for (size_t i = 0; i < w.n && k + 1 < sizeof(why); i++)
            why[k++] = w.p[i];
    }
    why[k] = 0;
    err_arg(e, "why", V(str_from(why)));
    return false;
}

static bool option_take(const struct command *c, int argc, char **argv, int *i, struct args *p,
                        struct err *e)
{
    const char *word = argv[*i] + 2;
    const char *eq = strchr(word, '=');
    size_t n = eq ? (size_t)(eq - word) : strlen(word);
    const struct option *o = option_find(c, word, n);

    if (!o)
        return usage(e, "unknown option --%", word);
    if (args_has(p, o->name))
        return usage(e, "option --% is given twice", o->name);
    if (p->options == ARGS_OPTIONS)
        return usage(e, "too many options, at --%", o->name);
    if (!o->arg && eq)
        return usage(e, "option --% takes no value", o->name);
    p->name[p->options] = o->name;
    if (!o->arg) {
        p->value[p->options] = "";
    } else if (eq) {
        p->value[p->options] = eq + 1;
    } else {
        if (*i + 1 >= argc)
            return usage(e, "option --% needs a value", o->name);
        (*i)++;
        p->value[p->options] = argv[*i];
    }
    p->options++;
    return true;
}

bool args_parse(const struct command *c, int argc, char **argv, struct args *ret, struct err *e)
{
    struct args p = {.command = c};

    for (int i = 0; i < argc; i++) {
        if (argv[i][0] == '-' && argv[i][1] == '-' && argv[i][2]) {
            if (!option_take(c, argc, argv, &i, &p, e))
                return false;
        } else if (p.words == c->words_max) {
            return usage(e, "“%” is one word too many", argv[i]);
        } else {
            p.word[p.words++] = argv[i];
        }
    }
    if (p.words < c->words_min)
        return usage(e, "words are missing: %", c->usage);
    for (size_t i = 0; i < c->noptions; i++) {
        if (c->options[i].required && !args_has(&p, c->options[i].name))
            return usage(e, "option --% is needed", c->options[i].name);
    }
    *ret = p;
    return true;
}

const char *args_get(const struct args *p, const char *option)
{
    for (int i = 0; i < p->options; i++) {
        if (!strcmp(p->name[i], option))
            return p->value[i];
    }
    return NULL;
}

bool args_has(const struct args *p, const char *option)
{
    return args_get(p, option) != NULL;
}

const char *args_word(const struct args *p, int i)
{
    return i < p->words ? p->word[i] : NULL;
}

bool args_year(const struct args *p, int32_t *ret, struct err *e)
{
    const char *text = args_get(p, "year");

    if (!text)
        return usage(e, "option --% is needed", "year");
    return fy_parse(str_from(text), ret, e);
}
