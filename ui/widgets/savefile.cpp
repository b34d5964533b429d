#include "ui/widgets/savefile.h"

#include "model/core/background.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>

namespace rollcall
{

void askWhereToSave(QWidget* parent, const SaveQuestion& question,
                    std::function<void(const QString& path)> chosen)
{
    auto* chooser = new QFileDialog(parent, question.title, {}, question.filters);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setDefaultSuffix(QFileInfo(question.name).suffix());
    chooser->selectFile(question.name);
    QObject::connect(chooser, &QFileDialog::fileSelected, parent, std::move(chosen));
    chooser->open();
}

void saveFile(QObject* owner, const QString& path, const QByteArray& content,
              std::function<void(const QString& trouble)> done)
{
    inBackground([path, content] {
        QSaveFile file(path);
        const bool saved =
            file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit();
        return saved ? QString() : QStringLiteral("%1 cannot be written: %2.").arg(path, file.errorString());
    })
        .then(QCoreApplication::instance(),
              [owner = QPointer(owner), done = std::move(done)](const QString& trouble) {
                  if (owner)
                      done(trouble);
              });
}

} // namespace rollcall
