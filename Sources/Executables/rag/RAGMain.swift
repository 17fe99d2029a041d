import ArgumentParser
import RAG
import ServerKit

@main
enum RAGMain {
    static func main() async {
        await ServerCommand<RAGServer>.main()
    }
}
