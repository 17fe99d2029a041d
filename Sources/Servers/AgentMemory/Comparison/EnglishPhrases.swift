/// Phrases of several words that are compared as others.
enum EnglishPhrases {
    /// For each first word the phrases that start with it, longest first.
    static let table: [String: [(words: [String], meaning: [String])]] = {
        var table: [String: [(words: [String], meaning: [String])]] = [:]
        for line in lines.split(separator: "\n") {
            guard let arrow = line.firstRange(of: ">") else { continue }
            let words = line[..<arrow.lowerBound].split(separator: " ").map(String.init)
            let meaning = line[arrow.upperBound...].split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            table[first, default: []].append((words, meaning))
        }
        return table.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }()

    static func replaced(_ words: [StatementWord]) -> [StatementWord] {
        var result: [StatementWord] = []
        result.reserveCapacity(words.count)
        var index = 0
        while index < words.count {
            let rest = words[index...]
            let phrase = table[words[index].plain]?.first { phrase in
                rest.prefix(phrase.words.count).lazy.map(\.plain).elementsEqual(phrase.words)
                    && !rest.prefix(phrase.words.count).dropLast().contains { $0.endsClause }
            }
            guard let phrase else {
                result.append(words[index])
                index += 1
                continue
            }
            let text = rest.prefix(phrase.words.count).map(\.text).joined(separator: " ")
            result += phrase.meaning.map { StatementWord(text, plain: $0) }
            index += phrase.words.count
            if words[index - 1].endsClause, !result.isEmpty { result[result.count - 1].endsClause = true }
        }
        return result
    }

    private static let lines = """
        in charge of > leads
        is in charge of > leads
        is responsible for > leads
        takes place > is
        take place > is
        took place > was
        taking place > is
        is held > is
        are held > are
        happens > is
        happen > are
        happened > was
        occurs > is
        occurred > was
        is located > is
        are located > are
        is situated > is
        is scheduled for > is on
        is planned for > is on
        is set to > is
        is equal to > is
        amounts to > is
        no longer > nolonger
        not anymore > nolonger
        at least > atleast
        at most > atmost
        no more than > atmost
        not more than > atmost
        up to > atmost
        more than > morethan
        less than > lessthan
        fewer than > lessthan
        better than > than
        rather than > than
        instead of > than
        e mail > email
        email address > emailaddress
        e mail address > emailaddress
        phone number > phonenumber
        telephone number > phonenumber
        cell phone > mobile
        port number > port
        version number > version
        listens on port > port
        listen on port > port
        runs on port > port
        run on port > port
        is on port > port
        uses port > port
        runs in version > version
        is at version > version
        runs version > version
        time out > timeout
        times out > timeout
        timed out > timeout
        back up > backup
        backed up > backup
        front end > frontend
        back end > backend
        time zone > timezone
        log in > login
        sign in > login
        is sent to > goes to
        are sent to > go to
        close to > near
        in the vicinity of > near
        at the moment > 
        at present > 
        these days > 
        as of now > 
        note that > 
        remember that > 
        keep in mind that > 
        it is known that > 
        for your information > 
        is employed by > works at
        are employed by > work at
        was born on > birthday is on
        departure time > departure
        arrival time > arrival
        start time > start
        end time > end
        pull request > pr
        pull requests > prs
        due date > deadline
        expiry date > expiry
        expiration date > expiry
        date of birth > birthday
        used to > usedto
        has to > must
        have to > must
        had to > hadto
        is able to > can
        are able to > can
        is unable to > can not
        are unable to > can not
        is going to > will
        are going to > will
        would like > want
        as well as > and
        in order to > to
        years old > yearsold
        year old > yearsold
        by means of > with
        with the help of > with
        any more > anymore
        has been > was
        have been > were
        had been > was
        there is > ^there
        there are > ^there
        is equipped with > has
        are equipped with > have
        number of > numberof
        kicks off > starts
        suffers from > has
        """
}
