#include "app/ctl/commandline.h"

#include "model/core/similarword.h"

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

Failure wrong(const QString& what, const QString& remedy = {})
{
    return failure(ErrorKind::Invalid, what, remedy);
}

QString orHelp(const QString& guess, const QString& help)
{
    return guess.isEmpty() ? QStringLiteral("See: %1").arg(help)
                           : QStringLiteral("Did you mean \"%1\"?").arg(guess);
}

/// "-1" is no option: the command says what it takes instead.
bool isNumber(const QString& word)
{
    bool number = false;
    word.toDouble(&number);
    return number;
}

/// Reads the arguments one after the other, and remembers what is still to be explained.
class Parser
{
public:
    Parser(QStringList arguments, const std::vector<CommandSpec>& commands)
        : m_left(std::move(arguments))
        , m_commands(commands)
    {
    }

    Result<Invocation> parse()
    {
        while (!m_left.isEmpty()) {
            const QString word = m_left.takeFirst();
            Result<void> taken;
            if (!m_onlyWords && word == u"--")
                m_onlyWords = true;
            else if (!m_onlyWords && word.size() > 1 && word.startsWith(u'-') &&
                     !(m_call.command && isNumber(word)))
                taken = option(word);
            else if (m_call.command)
                m_call.arguments.append(word);
            else
                taken = command(word);
            if (!taken)
                return Failure(taken.error());
        }
        return complete();
    }

private:
    /// A command has one or two words; the first may be a group ("node").
    Result<void> command(const QString& word)
    {
        if (word == u"help") {
            m_call.help = true;
            return {};
        }
        const QString name = m_group.isEmpty() ? word : m_group + u' ' + word;
        for (const CommandSpec& each : m_commands)
            if (each.name == name) {
                m_call.command = &each;
                m_group.clear();
                return {};
            }
        const QString prefix = name + u' ';
        if (m_group.isEmpty() &&
            std::any_of(m_commands.begin(), m_commands.end(),
                        [&prefix](const CommandSpec& each) { return each.name.startsWith(prefix); })) {
            m_group = word;
            return {};
        }
        QStringList names;
        for (const CommandSpec& each : m_commands) {
            if (m_group.isEmpty())
                names.append(each.name.section(u' ', 0, 0));
            names.append(each.name); // "drain" may stand for "node drain"
        }
        return wrong(QStringLiteral("There is no command \"%1\".").arg(name),
                     orHelp(similarWord(name, names),
                            m_group.isEmpty() ? QStringLiteral("rollcallctl --help")
                                              : QStringLiteral("rollcallctl %1 --help").arg(m_group)));
    }

    Result<void> option(const QString& word)
    {
        QString name = word.section(u'=', 0, 0);
        while (name.startsWith(u'-'))
            name.remove(0, 1);
        const bool attached = word.contains(u'=');
        const QString value = word.section(u'=', 1);
        if (word == u"-h" || name == u"help") {
            m_call.help = true;
            return {};
        }
        if (name == u"version") {
            m_call.version = true;
            return {};
        }
        if (name == u"json") {
            m_call.json = true;
            return attached ? wrong(QStringLiteral("The option --json takes no value.")) : Result<void>();
        }
        if (name == u"cluster")
            return take(name, QStringLiteral("NAME|URL"), attached, value).map([this](const QString& given) {
                m_call.cluster = given;
            });
        const OptionSpec* spec = m_call.command ? m_call.command->option(name) : nullptr;
        if (!word.startsWith(QStringLiteral("--")) || !spec)
            return unknown(word.section(u'=', 0, 0));
        if (spec->placeholder.isEmpty()) {
            if (attached)
                return wrong(QStringLiteral("The option --%1 takes no value.").arg(name));
            m_call.options.replace(name, QString());
            return {};
        }
        if (!spec->repeatable && m_call.has(name))
            return wrong(QStringLiteral("The option --%1 is given twice.").arg(name));
        return take(name, spec->placeholder, attached, value).map([this, name](const QString& given) {
            m_call.options.insert(name, given);
        });
    }

    Result<QString> take(const QString& name, const QString& placeholder, bool attached, const QString& value)
    {
        if (attached && !value.isEmpty())
            return value;
        if (attached || m_left.isEmpty())
            return wrong(QStringLiteral("The option --%1 needs a value: --%1 %2.").arg(name, placeholder));
        return m_left.takeFirst();
    }

    Failure unknown(const QString& word) const
    {
        if (!m_call.command)
            return wrong(QStringLiteral("There is no option %1 before the command.").arg(word),
                         QStringLiteral("See: rollcallctl --help"));
        QStringList names{QStringLiteral("--json"), QStringLiteral("--cluster"), QStringLiteral("--help")};
        for (const OptionSpec& each : m_call.command->options)
            names.append(QStringLiteral("--") + each.name);
        return wrong(QStringLiteral("The command \"%1\" has no option %2.").arg(m_call.command->name, word),
                     orHelp(similarWord(word, names),
                            QStringLiteral("rollcallctl %1 --help").arg(m_call.command->name)));
    }

    Result<Invocation> complete()
    {
        m_call.group = m_group;
        if (m_call.help || m_call.version)
            return m_call;
        if (!m_group.isEmpty()) {
            QStringList words;
            for (const CommandSpec& each : m_commands)
                if (each.name.startsWith(m_group + u' '))
                    words.append(each.name.section(u' ', 1));
            return wrong(QStringLiteral("The command \"%1\" needs one more word: %2.")
                             .arg(m_group, words.join(QStringLiteral(", "))));
        }
        if (!m_call.command)
            return wrong(QStringLiteral("No command was given."), QStringLiteral("See: rollcallctl --help"));
        return checkArguments();
    }

    Result<Invocation> checkArguments()
    {
        const CommandSpec& spec = *m_call.command;
        const QString help = QStringLiteral("See: rollcallctl %1 --help").arg(spec.name);
        for (size_t i = 0; i < spec.arguments.size(); ++i) {
            const ArgumentSpec& argument = spec.arguments[i];
            if (m_call.arguments.size() <= qsizetype(i)) {
                if (argument.optional)
                    break;
                return wrong(QStringLiteral("The command \"%1\" needs %2.").arg(spec.name, argument.name),
                             help);
            }
            const QString given = m_call.arguments.at(qsizetype(i));
            const QStringList choices = argument.choices();
            if (!choices.isEmpty() && !choices.contains(given))
                return wrong(
                    QStringLiteral("\"%1\" is not one of %2.").arg(given, choices.join(QStringLiteral(", "))),
                    orHelp(similarWord(given, choices),
                           QStringLiteral("rollcallctl %1 --help").arg(spec.name)));
        }
        const bool any = !spec.arguments.empty() && spec.arguments.back().repeatable;
        if (!any && m_call.arguments.size() > qsizetype(spec.arguments.size()))
            return wrong(QStringLiteral("The command \"%1\" does not take \"%2\".")
                             .arg(spec.name, m_call.arguments.at(qsizetype(spec.arguments.size()))),
                         help);
        for (const OptionSpec& each : spec.options)
            if (each.required && !m_call.has(each.name))
                return wrong(QStringLiteral("The command \"%1\" needs --%2 %3.")
                                 .arg(spec.name, each.name, each.placeholder),
                             help);
        return m_call;
    }

    QStringList m_left;
    const std::vector<CommandSpec>& m_commands;
    Invocation m_call;
    QString m_group;
    bool m_onlyWords = false;
};

} // namespace

QStringList Invocation::values(const QString& option) const
{
    QStringList list = options.values(option); // last inserted first
    std::reverse(list.begin(), list.end());
    return list;
}

Result<Invocation> parseCommandLine(const QStringList& arguments, const std::vector<CommandSpec>& commands)
{
    return Parser(arguments, commands).parse();
}

} // namespace rollcall::ctl
