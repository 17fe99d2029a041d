import Foundation
import TestSupport
import Testing

extension VectorStore {
    /// Runs of more than 100 letters, which the model's own tokenizer takes for one unknown word.
    @Suite("Long runs of letters without a space")
    struct LongRunTests {
        static let river = """
            แม่น้ำไหลผ่านเมืองไปยังทะเลสาบใหญ่ซึ่งมีเรือจำนวนมากจอดอยู่ในท่าเรือเก่าแก่ที่สร้างขึ้นเมื่อหลายร้อยปีก่อน\
            โดยพ่อค้าชาวต่างชาติและยังคงใช้งานอยู่จนถึงทุกวันนี้โดยชาวประมงท้องถิ่นที่ออกทะเลทุกเช้า
            """
        static let bread = """
            เขานวดแป้งจนเนียนนุ่มแล้วพักไว้ในครัวที่อบอุ่นก่อนจะนำเข้าเตาอบร้อนจนกระทั่งขนมปังมีสีน้ำตาลทองและส่งกลิ่นหอม\
            ไปทั่วบ้านหลังเล็กซึ่งเด็กๆกำลังรอรับประทานอาหารเช้าพร้อมนมสดและเนยแข็งจากตลาด
            """
        static let invoice = encoded("Invoice number 4711, due within thirty days, for repairing a wooden bench. ")
        static let key = encoded("ssh-ed25519 AAAAC3NzaC1lZDI1 the public part of a key pair of the gardener. ")

        private static func encoded(_ text: String) -> String {
            Data(text.utf8).base64EncodedString().filter { $0.isLetter || $0.isNumber }
        }

        @Test("a document is found by its run, and by a part of it")
        func found() async throws {
            let runs = [Self.river, Self.bread, Self.invoice + Self.invoice, Self.key + Self.key]
            let tag = uniqueTag()
            try await server.overStdio { client async throws in
                var ids: [JSONValue] = []
                for run in runs { ids.append(try await client.add(run, metadata: ["tag": tag])) }
                try await client.withDocuments(ids) {
                    for (id, run) in zip(ids, runs) {
                        for query in [run, String(run.unicodeScalars.dropLast(run.unicodeScalars.count / 8))] {
                            let hits = try await client.search(query, filter: ["tag": tag])
                            #expect(hits.first?["id"] == id, "\(query)")
                            #expect(hits.dropFirst().allSatisfy { $0["score"] != hits[0]["score"] })
                        }
                    }
                    let part = String(Self.invoice.dropFirst(12).prefix(70))
                    #expect(try await client.search(part, filter: ["tag": tag]).first?["id"] == ids[2])
                }
            }
        }
    }
}
