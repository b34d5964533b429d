#pragma once

#include "app/ctl/exitcode.h"
#include "model/cluster/words.h"

#include <QJsonDocument>
#include <QString>
#include <QStringList>

#include <vector>

namespace rollcall::ctl
{

enum class Tone { Plain, Good, Caution, Bad, Quiet, Strong };

/// The tone in which a state is written.
Tone toneOf(NodeState state);
Tone toneOf(Health health);
Tone toneOf(Severity severity);

/// A text of a table's cell, or a piece of a line.
struct Piece {
    QString text;
    Tone tone = Tone::Plain;
};

/// What goes to the person or the script. Standard output has only the answer: text, or JSON and nothing
/// else; standard error has reasons and progress. Colours: only on a terminal, and not when NO_COLOR is set.
class Output
{
public:
    explicit Output(bool json);

    bool isJson() const { return m_json; }
    bool isTerminal() const { return m_terminal; }

    void line(const QString& text = {}) const;
    void line(const std::vector<Piece>& pieces) const;
    /// Columns wide enough for their longest cell, two blanks between them; the heading is quiet.
    void table(const QStringList& heading, const std::vector<std::vector<Piece>>& rows) const;
    /// One JSON value, on one line when many follow each other.
    void json(const QJsonObject& object, bool compact = false) const;
    void json(const QJsonArray& array) const;
    /// To standard error.
    void note(const QString& text) const;
    /// To standard error, when others can read this file with a secret; it is used all the same.
    void warnIfOpen(const QString& secretFile) const;
    /// The reason on standard error; with --json also {"error": {…}} on standard output. The value is the
    /// exit code that belongs to it.
    int error(const Error& error) const;
    /// Moves to the top of the terminal, and clears what is below: before the next picture of --watch.
    void startAgain() const;

private:
    QString painted(const Piece& piece) const;
    void write(const QString& text) const;

    bool m_json;
    bool m_terminal;
    bool m_colours;
};

/// The stable word of an ErrorKind in JSON: "invalid", "not-found", "refused", …
QString wordOf(ErrorKind kind);

} // namespace rollcall::ctl
