/// Plain synonyms of English: words that can take each other's place in a statement of fact.
enum EnglishSynonyms {
    /// One group a line, after its marks: `*` an attribute, `~` neutral, `v` a verb (see ``EnglishLexicon/Concept``),
    /// `-` none of these. A word with `=` is meant in that form only, and one with `+` only after "is" or "has":
    /// "Ana is called Ben" names her, "Ana called Ben" does not.
    ///
    /// A group must not join what someone would keep apart: "vacation" may be no "holiday".
    static let groups = """
        *v prefer preference favor favour like enjoy
        * favorite favourite
        *v dislike hate detest
        * allergy allergic
        *~v live reside dwell +based
        *~v work +employed =employer
        *~ birthday birthdate +born
        *~ cost price +priced
        *v weigh weight
        *v speak
        * port
        * version
        * release
        * deadline due
        *v expire expiry expiration
        *~ retain retention keep
        * budget
        *v salary earn
        * timeout
        *~ limit +limited
        * discount
        * email
        * phone telephone
        * deploy deployment rollout
        *~ rotate rotation
        *~ name +named +called +titled
        * start begin commence
        * end finish conclude
        *v =leaves depart departure
        *v arrive arrival
        *~ restart reboot
        * size
        *v =lasts =lasted duration
        * age
        *v drive
        - own possess
        - lead head
        - use utilize utilise employ
        - need require
        - allow permit
        - forbid prohibit disallow
        - big large
        - small little
        - fast quick rapid
        - film movie
        - car automobile
        - doctor physician
        - kid child =children
        - apartment flat
        - company firm
        - repo repository
        - db database
        - config configuration
        - prod production
        - env environment
        - k8s kubernetes
        - postgres postgresql
        - js javascript
        - ts typescript
        - mother mom mum
        - father dad
        - buy purchase
        - delete remove erase
        - fix repair
        - help assist
        - bike bicycle
        - sofa couch
        - tv television
        - photo picture
        - write implement code
        - migrate migration
        - approve approval
        - encrypt encryption
        - install installation
        - subscribe subscription
        - move relocate
        - max maximum maximal
        - min minimum minimal
        - color colour
        - center centre
        - organize organise
        - gray grey
        - choose select pick
        - usually normally typically generally
        - rarely seldom
        - often frequently
        - about roughly approximately circa
        - every each
        - store save keep
        - doc documentation
        - info information
        - app application
        - terminate termination
        - ram memory
        - lawyer attorney
        - answer reply respond
        """
}
