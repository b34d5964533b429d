#include "model/balancer/foundconfig.h"

#include <QStringList>

namespace rollcall
{

namespace
{

struct Word {
    QString text;
    int line = 0;
};

/// Words with their lines; quotes and backslashes are undone, comments left out. breaks: characters that are
/// words of their own.
std::vector<Word> wordsOf(const QString& text, QStringView breaks)
{
    std::vector<Word> words;
    int line = 1;
    QString current;
    bool inWord = false;
    QChar quote;
    const auto end = [&] {
        if (inWord)
            words.push_back({current, line});
        current.clear();
        inWord = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
            else
                current += c;
        } else if (c == u'\\' && i + 1 < text.size() && text[i + 1] != u'\n') {
            current += text[++i];
            inWord = true;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
            inWord = true;
        } else if (c == u'#') {
            end();
            while (i + 1 < text.size() && text[i + 1] != u'\n')
                ++i;
        } else if (c.isSpace()) {
            end();
        } else if (breaks.contains(c)) {
            end();
            words.push_back({QString(c), line});
        } else {
            current += c;
            inWord = true;
        }
        if (c == u'\n')
            ++line;
    }
    end();
    return words;
}

void readAddress(QString text, FoundServer& server)
{
    for (const QString& prefix : {QStringLiteral("ipv4@"), QStringLiteral("ipv6@")})
        if (text.startsWith(prefix))
            text = text.mid(prefix.size());
    const qsizetype colon = text.lastIndexOf(u':');
    const bool bracketed = text.startsWith(u'[');
    // "2001:db8::1" without a port is nothing that either product takes, so the last colon is the port's.
    const bool hasPort = colon >= 0 && (!bracketed || text.indexOf(u']') == colon - 1);
    server.port = hasPort ? static_cast<quint16>(text.mid(colon + 1).toUInt()) : quint16(0);
    server.host = hasPort ? text.left(colon) : text;
    if (server.host.startsWith(u'[') && server.host.endsWith(u']'))
        server.host = server.host.mid(1, server.host.size() - 2);
}

void readChecks(const QStringList& words, qsizetype from, FoundServer& server)
{
    for (qsizetype i = from; i < words.size(); ++i) {
        if (words[i] == u"check")
            server.checked = true;
        else if (words[i] == u"no-check")
            server.checked = false;
        else if (words[i] == u"port" && i + 1 < words.size())
            server.checkPort = static_cast<quint16>(words[++i].toUInt());
    }
}

/// What a section inherits from the "defaults" before it, and then says itself.
struct HaproxySection {
    FoundConfig found;
    FoundServer standard; ///< of default-server

    void read(const QStringList& words, int line)
    {
        const QString first = words.value(0);
        const QString second = words.value(1);
        if (first == u"server" && words.size() >= 3) {
            FoundServer server = standard;
            server.line = line;
            server.name = second;
            readAddress(words[2], server);
            readChecks(words, 3, server);
            found.servers.push_back(server);
        } else if (first == u"default-server") {
            readChecks(words, 1, standard);
        } else if (first == u"option" && second == u"httpchk") {
            const QString uri = words.size() == 3 ? words[2] : words.value(3);
            if (!uri.isEmpty())
                found.checkPath = uri;
            else if (found.checkPath.isEmpty())
                found.checkPath = QStringLiteral("/");
        } else if (first == u"http-check" && second == u"send") {
            const qsizetype uri = words.indexOf(QStringLiteral("uri"));
            if (uri >= 0)
                found.checkPath = words.value(uri + 1);
        } else if (first == u"cookie" || first == u"appsession" ||
                   (first == u"stick" && second != u"store-response")) {
            stick(line, first);
        } else if (first == u"balance") {
            for (const char* binding : {"source", "hdr", "url_param", "rdp-cookie", "hash"})
                if (second.startsWith(QLatin1String(binding)))
                    stick(line, QStringLiteral("balance ") + second);
        }
    }

    void stick(int line, const QString& word)
    {
        found.stickyLine = line;
        found.stickyWord = word;
    }
};

std::vector<FoundConfig> readHaproxy(const QString& text)
{
    std::vector<FoundConfig> all;
    HaproxySection defaults;
    HaproxySection section;
    HaproxySection* into = nullptr; // null: in a section without servers
    const auto end = [&] {
        if (into == &section && !section.found.servers.empty())
            all.push_back(section.found);
        into = nullptr;
    };
    static const QStringList headings{
        QStringLiteral("global"),    QStringLiteral("defaults"), QStringLiteral("frontend"),
        QStringLiteral("backend"),   QStringLiteral("listen"),   QStringLiteral("peers"),
        QStringLiteral("resolvers"), QStringLiteral("userlist"), QStringLiteral("mailers"),
        QStringLiteral("cache"),     QStringLiteral("program"),  QStringLiteral("ring")};
    int line = 0;
    for (const QString& content : text.split(u'\n')) {
        ++line;
        QStringList words;
        for (const Word& word : wordsOf(content, {}))
            words << word.text;
        if (words.isEmpty())
            continue;
        if (headings.contains(words.first())) {
            end();
            if (words.first() == u"defaults") {
                defaults = {};
                into = &defaults;
            } else if (words.first() == u"backend" || words.first() == u"listen") {
                section = defaults;
                section.found.group = words.value(1);
                section.found.line = line;
                into = &section;
            }
        } else if (into) {
            into->read(words, line);
        }
    }
    end();
    return all;
}

std::vector<FoundConfig> readNginx(const QString& text)
{
    std::vector<FoundConfig> all;
    std::vector<Word> statement;
    int depth = 0;
    int upstreamDepth = 0; // 0: not in one
    for (const Word& word : wordsOf(text, u"{};")) {
        if (word.text == u"{") {
            ++depth;
            if (statement.size() == 2 && statement[0].text == u"upstream") {
                upstreamDepth = depth;
                all.push_back({});
                all.back().product = BalancerProduct::Nginx;
                all.back().group = statement[1].text;
                all.back().line = statement[0].line;
            }
            statement.clear();
        } else if (word.text == u"}") {
            if (depth == upstreamDepth)
                upstreamDepth = 0;
            --depth;
            statement.clear();
        } else if (word.text == u";") {
            if (upstreamDepth != 0 && depth == upstreamDepth && !statement.empty()) {
                const Word& first = statement.front();
                if (first.text == u"server" && statement.size() >= 2) {
                    FoundServer server;
                    server.line = first.line;
                    readAddress(statement[1].text, server);
                    if (server.port == 0)
                        server.port = 80;
                    all.back().servers.push_back(server);
                } else if (first.text == u"ip_hash" || first.text == u"hash" || first.text == u"sticky") {
                    all.back().stickyLine = first.line;
                    all.back().stickyWord = first.text;
                }
            }
            statement.clear();
        } else {
            statement.push_back(word);
        }
    }
    std::erase_if(all, [](const FoundConfig& found) { return found.servers.empty(); });
    return all;
}

} // namespace

Result<std::vector<FoundConfig>> readBalancerConfig(const QString& text)
{
    // Only nginx ends its statements with semicolons and puts braces around blocks.
    std::vector<FoundConfig> found = readNginx(text);
    if (found.empty())
        found = readHaproxy(text);
    if (found.empty())
        return failure(
            ErrorKind::Invalid, QStringLiteral("No servers were found in it."),
            QStringLiteral("Give HAProxy's or nginx's configuration file, the one with the servers."));
    return found;
}

} // namespace rollcall
