#include "model/node/similarword.h"

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

} // namespace

QString similarWord(const QString& typed, const QStringList& known)
{
    QString best;
    int bestDistance = typed.size() <= 4 ? 2 : 3; // one more than accepted
    for (const QString& word : known) {
        const int d = distance(typed.toLower(), word.toLower());
        if (d < bestDistance) {
            bestDistance = d;
            best = word;
        }
    }
    return best;
}

} // namespace rollcall
