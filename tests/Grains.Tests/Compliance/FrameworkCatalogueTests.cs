using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance.Frameworks;

public sealed class FrameworkCatalogueTests
{
    private const string Documents = """{"documents": [DOCUMENTS]}""";

    private static readonly FrameworkCatalogue Catalogue = FrameworkFiles.Read();

    /// <summary>Rows, computed, computed and reviewed, reviewed, not software, one source, unverified: the table that the rows were counted by.
    /// </summary>
    [Theory]
    [InlineData("iso42001", 55, 26, 29, 0, 0, 0, 0)]
    [InlineData("iso27001", 73, 35, 33, 2, 3, 0, 0)]
    [InlineData("iso27701", 49, 30, 18, 1, 0, 22, 0)]
    [InlineData("iso5259", 27, 26, 1, 0, 0, 21, 3)]
    [InlineData("iso5338", 25, 22, 3, 0, 0, 0, 0)]
    [InlineData("iso23894", 12, 7, 5, 0, 0, 0, 0)]
    [InlineData("iso23053", 9, 9, 0, 0, 0, 0, 9)]
    [InlineData("iso24027", 11, 9, 2, 0, 0, 0, 7)]
    [InlineData("iso24028", 18, 16, 2, 0, 0, 0, 17)]
    [InlineData("iso25010", 16, 15, 1, 0, 0, 0, 0)]
    [InlineData("soc2", 56, 34, 20, 1, 1, 0, 0)]
    [InlineData("gdpr", 23, 16, 7, 0, 0, 0, 0)]
    [InlineData("hipaa", 32, 16, 14, 0, 2, 0, 0)]
    [InlineData("eu_ai_act", 42, 24, 17, 1, 0, 0, 0)]
    [InlineData("nist_ai_rmf", 39, 25, 14, 0, 0, 0, 0)]
    public void Each_framework_has_its_rows(string id, int rows, int computed, int both, int reviewed, int other, int oneSource, int unverified)
    {
        var controls = Catalogue.Find(id)!.Controls;
        Assert.Equal(
            (rows, computed, both, reviewed, other, oneSource, unverified),
            (controls.Length, Count(ControlKind.Computed), Count(ControlKind.ComputedAndReviewed), Count(ControlKind.Reviewed),
                Count(ControlKind.NotSoftware), Marked(ControlRow.OneSource), Marked(ControlRow.Unverified)));
        int Count(ControlKind kind) => controls.Count(row => row.Kind == kind);
        int Marked(string mark) => controls.Count(row => row.Marks.Contains(mark));
    }

    [Fact]
    public void There_are_487_controls_and_every_question_and_document_serves_some()
    {
        Assert.Equal((15, 487), (Catalogue.All.Length, Catalogue.All.Sum(framework => framework.Controls.Length)));
        for (int i = 1; i <= FrameworkCatalogue.Queries; i++) Assert.NotEmpty(Catalogue.Serving[$"Q{i:00}"]);
        for (int i = 1; i <= FrameworkCatalogue.DocumentRules; i++) Assert.NotEmpty(Catalogue.Serving[$"R{i:00}"]);
    }

    /// <summary>As counted by hand in the cross-walk of the catalogue's source.</summary>
    [Theory]
    [InlineData("Q73", 30)]
    [InlineData("Q69", 27)]
    [InlineData("Q13", 26)]
    [InlineData("Q78", 25)]
    [InlineData("Q06", 23)]
    [InlineData("Q80", 20)]
    [InlineData("Q40", 1)]
    public void A_question_serves_as_many_clauses_as_the_cross_walk_counts(string query, int clauses) =>
        Assert.Equal(clauses, Catalogue.All.Sum(framework => framework.Controls.Where(row => row.Queries.Contains(query))
            .Select(row => row.Clause).Distinct().Count()));

    [Fact]
    public void Every_rule_that_exists_is_of_a_question_of_the_catalogue()
    {
        Assert.All(ControlQueries.All, query => Assert.True(Catalogue.Serving.ContainsKey(query.Id), $"{query.Id} serves no control."));
        Assert.Equal(ControlQueries.All.Select(query => query.Id).Distinct(), ControlQueries.All.Select(query => query.Id));
    }

    [Fact]
    public void A_control_is_found_by_its_id_whatever_its_case_and_by_a_clause_that_is_its_alone()
    {
        var act = Catalogue.Find("eu_ai_act")!;
        Assert.Equal("IV.1", act.Find("iv.1")!.Id);
        Assert.Equal("GOVERN-1.1", Catalogue.Find("nist_ai_rmf")!.Find("GOVERN 1.1")!.Id);
        Assert.Null(Catalogue.Find("iso23053")!.Find("8"));
        Assert.True(Catalogue.Knows("iso42001/A.2.2"));
        Assert.False(Catalogue.Knows("iso42001/A.99"));
        Assert.False(Catalogue.Knows("A.2.2"));
    }

    [Theory]
    [InlineData("""["Q81"]""", "[]", "computed", "Q81")]
    [InlineData("""["Q00"]""", "[]", "computed", "Q00")]
    [InlineData("""["Q01"]""", """["R36"]""", "computed_and_reviewed", "R36")]
    [InlineData("""["Q01"]""", "[]", "reviewed", "does not fit")]
    [InlineData("""["Q01"]""", "[]", "computed_and_reviewed", "does not fit")]
    [InlineData("[]", "[]", "computed", "nothing that shows it")]
    [InlineData("""["Q01"]""", "[]", "sometimes", "cannot be read")]
    public void A_wrong_row_is_an_error_that_names_it(string queries, string documents, string kind, string said)
    {
        var fault = Assert.Throws<FormatException>(() => FrameworkCatalogue.Read([Text(Row("A", queries, documents, kind))], AllDocuments()));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_stands_there_twice_is_an_error()
    {
        string row = Row("A", """["Q01"]""", "[]", "computed");
        Assert.Contains("A stands there twice", Assert.Throws<FormatException>(
            () => FrameworkCatalogue.Read([Text($"{row},{row}")], AllDocuments())).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => FrameworkCatalogue.Read([Text(row), Text(row)], AllDocuments()));
        Assert.Throws<FormatException>(() => FrameworkCatalogue.Read([Text(row)], Documents.Replace("DOCUMENTS", "", StringComparison.Ordinal)));
    }

    private static string Row(string id, string queries, string documents, string kind) =>
        $$"""
        {"id": "{{id}}", "clause": "1", "title": "t", "shows": "s", "queries": {{queries}}, "documents": {{documents}}, "rule": "r",
         "expires": "1 d", "when_red": "w", "owners": ["Models"], "kind": "{{kind}}", "marks": []}
        """;

    private static string Text(string rows) =>
        $$"""{"id": "f", "name": "F", "edition": "1", "title": "t", "standing": "law", "note": "n", "controls": [{{rows}}]}""";

    private static string AllDocuments() => Documents.Replace("DOCUMENTS", string.Join(',', Enumerable.Range(1, 35).Select(i =>
        $$"""
        {"id": "R{{i:00}}", "kind": "k{{i}}", "title": "t", "maximum_days": 365, "signed_by": ["board"], "stale_after_grave_incident": false,
         "stale_after_change_of_law": false}
        """)), StringComparison.Ordinal);
}
