#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

class QObject;
class QWidget;

namespace rollcall
{

struct SaveQuestion {
    QString title;   ///< "Export Terms"
    QString name;    ///< of the file that is suggested: "terms.csv"
    QString filters; ///< "CSV (*.csv);;JSON (*.json)"
};

/// Asks where to save, and calls chosen with the path; not, when it was cancelled.
void askWhereToSave(QWidget* parent, const SaveQuestion& question,
                    std::function<void(const QString& path)> chosen);

/// Writes the file whole or not at all, in another thread: its folder may be on a server that takes its time.
/// Then calls done in this one, unless owner is gone: with nothing, or with "PATH cannot be written: WHY.".
void saveFile(QObject* owner, const QString& path, const QByteArray& content,
              std::function<void(const QString& trouble)> done);

} // namespace rollcall
