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

bool isPartOf(const QString& word, const QString& typed)
{
    constexpr qsizetype fewestLetters = 3;
    if (typed.size() < fewestLetters || typed.size() >= word.size())
        return false;
    return word.startsWith(typed, Qt::CaseInsensitive) ||
           (word.endsWith(typed, Qt::CaseInsensitive) && !word[word.size() - typed.size() - 1].isLetterOrNumber());
}

} // namespace

QString similarWord(const QString& typed, const QStringList& known)
{
    QString best;
    const qsizetype accepted = typed.size() <= 4 ? 1 : std::max<qsizetype>(2, typed.size() / 5);
    int bestDistance = static_cast<int>(accepted) + 1;
    QStringList whole;
    for (const QString& word : known) {
        const int d = distance(typed.toLower(), word.toLower());
        if (d < bestDistance) {
            bestDistance = d;
            best = word;
        }
        if (isPartOf(word, typed) && !whole.contains(word))
            whole.append(word);
    }
    return best.isEmpty() && whole.size() == 1 ? whole.first() : best;
}

} // namespace rollcall
