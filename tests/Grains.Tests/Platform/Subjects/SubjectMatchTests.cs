namespace Kolosal.Subjects;

public sealed class SubjectMatchTests
{
    [Fact]
    public void A_person_is_found_by_column_by_pseudonym_and_inside_of_texts()
    {
        var match = new SubjectMatch([("email", "Ann@Example.org ")], (domain, value) => $"p-{domain}");
        var (rows, cells) = match.Find(
        [
            ("email", ["ann@example.org", "bob@example.org", null, "bob@example.org", "x"]),
            ("who", [null, null, "p-email", "y", "z"]),
            ("note", ["about ann@example.org", "ask ANN@example.org first", null, "nothing", null]),
        ]);
        Assert.Equal([true, false, true, false, false], rows);
        Assert.Equal([(2, 1)], cells); // the first row goes as a whole
    }

    [Fact]
    public void Short_identifiers_are_not_looked_for_inside_of_texts()
    {
        var (rows, cells) = new SubjectMatch([("id", "17")], (_, _) => "").Find([("id", ["17", "117"]), ("note", ["17 and", "117"])]);
        Assert.Equal([true, false], rows);
        Assert.Empty(cells);
    }

    [Fact]
    public void A_person_is_found_by_digests_as_by_the_values_themselves()
    {
        // A digest that a reader of the test can undo, so that what is compared is the search and not the digest.
        static string Digest(string column, string plain) => $"{column}:{new string([.. plain.Reverse()])}";
        var known = new SubjectMatch([("email", "Ann@Example.org"), ("id", "1042")], ["p-0123456789abcdef"]);
        var digests = new SubjectMatch([], ["p-0123456789abcdef"],
            [new("email", "email:GRO.ELPMAXE@NNA", 15, true), new("id", "id:2401", 4, false)], Digest);
        (string Name, string?[] Values)[] table =
        [
            ("email", [" ann@example.org", "joann@example.org", null, "bob@example.org", "x"]),
            ("id", ["7", "1042", "10421", null, "8"]),
            ("note", [null, "p-0123456789abcdef", "write to (ann@EXAMPLE.org) soon", "1042 pieces", "nothing"]),
        ];
        Assert.Equal(known.Find(table).Rows, digests.Find(table).Rows);
        Assert.Equal([true, true, false, false, false], digests.Find(table).Rows);
        Assert.Equal([(2, 2)], digests.Find(table).Cells);
        Assert.Equal("write to ([erased]) soon", digests.Redact("write to (ann@EXAMPLE.org) soon"));
        Assert.Null(digests.Redact("joann@example.org or ann@example.orgs"));
        Assert.True(digests.Is("id", 1042.0) && digests.Names("id") && !digests.Is("id", 1043.0) && !digests.Is("other", 1042.0));
        Assert.Equal("[erased]", digests.Without(["7"]).Redact("ANN@example.org"));
    }
}
