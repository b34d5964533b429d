#include "app/ctl/passphrase.h"

#include <cstdio>

#include <termios.h>
#include <unistd.h>

namespace rollcall::ctl
{

namespace
{

/// The terminal does not show what is typed while this lives.
class Unseen
{
public:
    Unseen()
    {
        m_changed = ::tcgetattr(STDIN_FILENO, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~tcflag_t(ECHO);
        m_changed = m_changed && ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~Unseen()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
        std::fputc('\n', stderr);
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios m_before{};
    bool m_changed = false;
};

Secret asked(const char* question)
{
    std::fputs(question, stderr);
    std::fflush(stderr);
    const Unseen unseen;
    QByteArray line;
    for (char each = 0; ::read(STDIN_FILENO, &each, 1) == 1 && each != '\n' && line.size() < 4096;)
        line.append(each);
    return Secret(std::move(line));
}

} // namespace

Result<Secret> passphraseFrom(const QString& file, PassphraseFor purpose)
{
    if (!file.isEmpty())
        return readSecretFile(file);
    if (!::isatty(STDIN_FILENO))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("There is no terminal to ask for the passphrase on."),
                       QStringLiteral("Give --passphrase-file FILE."));
    Secret first = asked("Passphrase of the backup: ");
    if (purpose == PassphraseFor::Sealing && !(asked("The same once more: ") == first))
        return failure(ErrorKind::Invalid, QStringLiteral("The two passphrases differ."),
                       QStringLiteral("Start again."));
    return first;
}

} // namespace rollcall::ctl
