"""How people, places and firms are called on the continent of Europe, for made-up clients."""

from __future__ import annotations

from typing import Final

from smallcrm.services.sample_words import Culture, lines, listed

GERMAN: Final = Culture(
    country="DE",
    language="de",
    given=listed(
        "Anneliese Jürgen Käthe Björn Günther Sabine Matthias Ulrike Heinz Monika Wolfgang Petra"
        " Jonas Leonie Lukas Mia Felix Hannah Max Sophie Emil Johanna Paul Charlotte Sören Heike"
        " Thomas Ingrid Stefan Birgit Andreas Claudia Oskar Friederike Till Ayşe Mehmet Elif"
    ),
    family=listed(
        "Müller Köhler Schäfer Vogt Weiß Schröder Grünwald Böhm Krüger Größmann Jäger Lößl"
        " Fischer Weber Becker Hoffmann Wagner Bauer Richter Klein Wolf Neumann Schwarz Zimmer"
        " Braun Hartmann Lange Krause Lehmann Huber Maier Yılmaz Dörfler Ziegler Kühn Günther"
    ),
    firms=lines("""
        {family} & Söhne GmbH
        Musikschule {city}
        {family} Metallbau
        Hotel {word}
        Bäckerei {family}
        Kammerchor {city}
        {word} Verlag
        Praxis Dr. {family}
        Schreinerei {family}
        {word} Handels GmbH
        Kanzlei {family} & Partner
        Café {word}
    """),
    words=listed(
        "Lindenhof Seeblick Goldammer Waldkauz Sonnenberg Mühlrad Adler Rosengarten Nordlicht"
        " Kranich Wacholder Birkenhain"
    ),
    streets=lines("""
        Hauptstraße #
        Bahnhofstraße #
        Lindenallee #
        Gartenweg #
        Schillerstraße #
        Mühlgasse #
        Am Markt #
        Kirchplatz #
        Rosenstraße #
    """),
    cities=lines("""
        Berlin|10###
        Hamburg|20###
        München|80###
        Köln|50###
        Leipzig|04###
        Göttingen|37###
        Würzburg|97###
        Bremen|28###
    """),
)
FRENCH: Final = Culture(
    country="FR",
    language="fr",
    given=listed(
        "Hélène François Amélie Gérard Léa Benoît Chloé Étienne Margaux Théo Agnès Jérôme Noémie"
        " Rémi Zoé Mathéo Inès Hugo Camille Louis Manon Jules Louise Adrien Élodie Cédric Anaïs"
        " Marie-Claire Jean-Baptiste Aurélie Loïc Maëlle Yannick Nadia Karim"
    ),
    family=listed(
        "Lefèvre Dubois Moreau Lévêque Bénard Girard Besançon Fontaine Mercier Rousseau Guérin"
        " Dupré Perrin Chevalier Gauthier Barthélemy Pelletier Sauvé Renaud Noël Marchand"
        " d'Alençon Le_Goff Brûlé Benali Vasseur Carré Thévenet"
    ),
    firms=lines("""
        Maison {family}
        Atelier {word}
        École de musique de {city}
        Boulangerie {family}
        {family} et Fils
        Hôtel {word}
        Librairie {word}
        Cabinet {family}
        Éditions {word}
        Garage {family}
    """),
    words=listed(
        "Mirabelle Beauséjour Bellevue Tournesol Hirondelle Lavande Chêne-Vert Bruyère Clairière"
        " Coquelicot"
    ),
    streets=lines("""
        # rue de la République
        # rue des Écoles
        # avenue Victor-Hugo
        # place de l'Église
        # rue du Moulin
        # boulevard Carnot
        # impasse des Lilas
        # quai de la Fosse
    """),
    cities=lines("""
        Paris|750##
        Lyon|6900#
        Nantes|440##
        Orléans|450##
        Nîmes|300##
        Besançon|250##
        Saint-Étienne|420##
        Rennes|350##
    """),
)
PORTUGUESE: Final = Culture(
    country="PT",
    language="pt",
    given=listed(
        "Beatriz Tiago Rui João Inês Gonçalo Conceição António Luísa José Mónica Sérgio Patrícia"
        " Nuno Cátia Simão Leonor Duarte Mafalda Afonso Raquel Vasco Lurdes Estêvão"
    ),
    family=listed(
        "Gonçalves Conceição Araújo Simões Magalhães Brandão Falcão Guimarães Lourenço Sá Neves"
        " Assunção Esteves Prata Figueiredo Antunes Pinto Rocha Carvalho Quintão"
    ),
    firms=lines("""
        {family} & Filhos, Lda
        Escola de Música {word}
        Padaria {family}
        Quinta {word}
        {family} Cerâmica
        Livraria {word}
        Hotel {word}
        Oficina {family}
    """),
    words=listed("Oliveira Alecrim Moinho Ribeira Amendoeira Farol Azulejo Andorinha Sobreiro"),
    streets=lines("""
        Rua das Flores #
        Rua da Conceição #
        Avenida da Liberdade #
        Largo do Carmo #
        Travessa do Moinho #
        Rua de São Bento #
    """),
    cities=lines("""
        Lisboa|1###-###
        Porto|4###-###
        Évora|7###-###
        Coimbra|3###-###
        Setúbal|29##-###
    """),
)
SPANISH: Final = Culture(
    country="ES",
    language="es",
    given=listed(
        "Lucía Martín Sofía Pablo María Andrés Carmen Íñigo Núria Jordi Ángel Belén Raúl Inés Óscar"
        " Begoña Joaquín Rocío Álvaro Mónica Nicolás Verónica Tomás Águeda"
    ),
    family=listed(
        "García Fernández González Núñez Peña López Martínez Sánchez Pérez Gómez Ibáñez Muñoz"
        " Jiménez Ortuño Castaño Zúñiga Rodríguez Etxeberria Puig Vázquez Cañete Solís"
    ),
    firms=lines("""
        Hermanos {family} S.L.
        Escuela de Música {word}
        Panadería {family}
        Bodegas {word}
        Hotel {word}
        Librería {word}
        Talleres {family}
        Clínica {family}
    """),
    words=listed("Almendro Mirador Encina Olivar Alcázar Golondrina Mediodía Romero Caracola"),
    streets=lines("""
        Calle Mayor, #
        Calle del Olmo, #
        Plaza de España, #
        Avenida de la Constitución, #
        Paseo de la Estación, #
        Calle de la Peña, #
    """),
    cities=lines("""
        Madrid|280##
        Valencia|460##
        Málaga|290##
        Logroño|260##
        Cádiz|110##
        A Coruña|150##
    """),
)
ITALIAN: Final = Culture(
    country="IT",
    language="it",
    given=listed(
        "Giulia Marco Francesca Niccolò Chiara Luca Sofia Matteo Elena Giuseppe Alessia Davide"
        " Beatrice Lorenzo Noè Martina Pietro Caterina Giosuè Ludovica"
    ),
    family=listed(
        "Rossi Bianchi Esposito Ferrari Nicolò D'Angelo Colombo Ricci Marini Greco De_Luca Gallo"
        " Conti Costa Mancini Barbieri Fontana Santoro Forlì Dell'Orto"
    ),
    firms=lines("""
        Fratelli {family}
        Scuola di Musica {word}
        Panificio {family}
        Albergo {word}
        Libreria {word}
        Officina {family}
        Studio {family}
        Liuteria {family}
    """),
    words=listed("Belvedere Girasole Rondine Ulivo Ginestra Campanile Mirto Fiordaliso"),
    streets=lines("""
        Via Garibaldi #
        Via Roma #
        Corso Cavour #
        Piazza del Duomo #
        Viale dei Tigli #
        Via della Libertà #
    """),
    cities=lines("""
        Bologna|401##
        Torino|101##
        Cremona|261##
        Firenze|501##
        Forlì|471##
        Bari|701##
    """),
)
POLISH: Final = Culture(
    country="PL",
    language="pl",
    given=listed(
        "Małgorzata Agnieszka Zofia Katarzyna Elżbieta Jolanta Bożena Danuta Hanna Żaneta Łucja"
        " Łukasz Paweł Grzegorz Michał Wojciech Rafał Stanisław Bartłomiej Jędrzej Kuba Władysław"
    ),
    women=11,
    family=listed(
        "Kowalczyk Wiśniewski|Wiśniewska Wójcik Kamiński|Kamińska Zieliński|Zielińska Woźniak"
        " Szymański|Szymańska Dąbrowski|Dąbrowska Kozłowski|Kozłowska Jankowski|Jankowska Król"
        " Błaszczyk Gołębiowski|Gołębiowska Łuczak Ślusarczyk Żak Nowak Mazur Pająk Sęk"
    ),
    firms=lines("""
        {family} i Synowie
        Szkoła Muzyczna {word}
        Piekarnia {family}
        Hotel {word}
        Księgarnia {word}
        Warsztat {family}
        Gabinet {family}
        Drukarnia {word}
    """),
    words=listed("Jaskółka Kasztan Słowik Bursztyn Żuraw Rumianek Świerk"),
    streets=lines("""
        ul. Długa #
        ul. Kościuszki #
        ul. Świętej Anny #
        al. Niepodległości #
        ul. Ogrodowa #
        pl. Wolności #
    """),
    cities=lines("""
        Kraków|3#-###
        Łódź|9#-###
        Gdańsk|80-###
        Wrocław|5#-###
        Poznań|6#-###
        Warszawa|0#-###
    """),
)
DANISH: Final = Culture(
    country="DK",
    language="da",
    given=listed(
        "Henrik Søren Ingrid Åse Jørgen Mette Lærke Bjørn Kirsten Øyvind Sigrid Håkon Freja Asbjørn"
        " Karen Niels Maja Åke Linnéa Torbjörn"
    ),
    family=listed(
        "Dahl Solberg Sørensen Østergård Nørgaard Kjær Åkesson Lindström Bjørklund Mikkelsen"
        " Rasmussen Skovgaard Hansen Løkke Ødegård Sjöberg Thorvaldsen Bæk"
    ),
    firms=lines("""
        {family} & Søn ApS
        {city} Musikskole
        {family} Piano Transport
        Hotel {word}
        Bageriet {word}
        {word} Forlag
        {family} Tandlæger
        Værksted {family}
    """),
    words=listed("Strandgården Nordlys Møllehuset Lærken Kastanien Havblik Bøgeskov Egernet"),
    streets=lines("""
        Nørregade #
        Vestergade #
        Skolevej #
        Strandvejen #
        Kirkegade #
        Møllevej #
    """),
    cities=lines("""
        København|2###
        Aarhus|80##
        Odense|50##
        Ærøskøbing|5970
        Helsingør|3000
        Aalborg|90##
    """),
)
DUTCH: Final = Culture(
    country="NL",
    language="nl",
    given=listed(
        "Daan Emma Sem Julia Lieke Bram Femke Joris Sanne Thijs Noor Maarten Annelies Renée Zoë"
        " Cornelis Hendrika Mohammed Saskia Wouter"
    ),
    family=lines("""
        de Vries
        van den Berg
        Jansen
        Bakker
        Visser
        de Groot
        van Dijk
        Mulder
        Bos
        Vos
        van 't Hoff
        Peters
        Hendriks
        van der Meer
        Kuipers
        IJsselmuiden
    """),
    firms=lines("""
        {family} & Zonen
        Muziekschool {city}
        Bakkerij {family}
        Hotel {word}
        Boekhandel {word}
        Fietsen {family}
        Praktijk {family}
        {word} Ontwerp BV
    """),
    words=listed("Zonneweide Molenzicht Kievit Lindehof Waterkant Duinroos Eikenhof"),
    streets=lines("""
        Kerkstraat #
        Dorpsstraat #
        Stationsweg #
        Prinsengracht #
        Molenweg #
        Nieuwstraat #
    """),
    cities=lines("""
        Amsterdam|10## @@
        Utrecht|35## @@
        Leiden|23## @@
        Groningen|97## @@
        Delft|26## @@
    """),
)
