#include "model/core/similarword.h"

#include <algorithm>
#include <vector>

namespace rollcall
{

namespace
{

/// Optimal string alignment: insertions, deletions, replacements, and swaps of neighbours.
int distance(QStringView a, QStringView b)
{
    const auto width = static_cast<size_t>(b.size()) + 1;
    std::vector<int> beforeLast(width);
    std::vector<int> last(width);
    std::vector<int> row(width);
    for (size_t j = 0; j < width; ++j)
        last[j] = static_cast<int>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        row[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto at = static_cast<size_t>(j);
            const int replaced = last[at - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[at] = std::min({last[at] + 1, row[at - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[at] = std::min(row[at], beforeLast[at - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, row);
    }
    return last.back();
}

constexpr qsizetype fewestLetters = 3; // of a part that says enough

bool beginsWith(const QString& word, const QString& typed)
{
    return typed.size() >= fewestLetters && typed.size() < word.size() &&
           word.startsWith(typed, Qt::CaseInsensitive);
}

bool endsWithPart(const QString& word, const QString& typed)
{
    return typed.size() >= fewestLetters && typed.size() < word.size() &&
           word.endsWith(typed, Qt::CaseInsensitive) &&
           !word[word.size() - typed.size() - 1].isLetterOrNumber();
}

/// The only one of the words of which it is true; empty when there are none or several.
template <class Predicate>
QString onlyOne(const QStringList& words, Predicate predicate)
{
    QString one;
    for (const QString& word : words) {
        if (!predicate(word) || word == one)
            continue;
        if (!one.isEmpty())
            return {};
        one = word;
    }
    return one;
}

} // namespace

QString similarWord(const QString& typed, const QStringList& known)
{
    if (const QString begun = onlyOne(known, [&](const QString& word) { return beginsWith(word, typed); });
        !begun.isEmpty())
        return begun;
    QString best;
    const qsizetype accepted = typed.size() <= 4 ? 1 : std::max<qsizetype>(2, typed.size() / 5);
    int bestDistance = static_cast<int>(accepted) + 1;
    for (const QString& word : known) {
        const int d = distance(typed.toLower(), word.toLower());
        if (d < bestDistance) {
            bestDistance = d;
            best = word;
        }
    }
    return best.isEmpty() ? onlyOne(known, [&](const QString& word) { return endsWithPart(word, typed); })
                          : best;
}

} // namespace rollcall
