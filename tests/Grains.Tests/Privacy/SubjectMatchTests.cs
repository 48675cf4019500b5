namespace Kolosal.Privacy;

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
}
