using Kolosal.Classification;
using Kolosal.Compliance.Registers;
using static Kolosal.Conventions.GovernanceDocuments;

namespace Kolosal.Conventions;

/// <summary>The documents of governance speak of what is there.</summary>
public class GovernanceTests
{
    /// <summary>R01 to R10, and those that this system adds.</summary>
    private const int LeastRisks = 15;

    private static readonly string[] Kinds = ["spoofing", "tampering", "repudiation", "information disclosure", "denial of service",
        "elevation of privilege"];

    [Fact]
    public void Each_rule_of_the_policy_is_shown_by_a_control_that_exists()
    {
        var rules = Table("aims-policy.md", "id");
        Assert.Equal(Enumerable.Range(1, rules.Count).Select(number => $"P{number:00}"), rules.Select(rule => rule["id"]));
        Assert.Empty(from rule in rules
                     from word in Words(rule["shown by"]).DefaultIfEmpty("nothing")
                     where !Queries.Contains(word)
                     select $"{rule["id"]}: {word}");
    }

    [Fact]
    public void Each_treatment_names_a_control_that_exists()
    {
        var risks = Table("risk-register.md", "id");
        Assert.True(risks.Count >= LeastRisks);
        Assert.Equal(Enumerable.Range(1, risks.Count).Select(number => $"R{number:00}"), risks.Select(risk => risk["id"]));
        Assert.Empty(from risk in risks
                     from word in Words(risk["shown by"]).DefaultIfEmpty("nothing")
                     where !Queries.Contains(word)
                     select $"{risk["id"]}: {word}");
    }

    [Fact]
    public void Levels_are_likelihood_times_consequence_and_a_treatment_leaves_less()
    {
        string[] sources = [.. Enum.GetValues<RiskSource>().Select(WireJson.Word)];
        string[] treatments = [.. Enum.GetValues<RiskTreatment>().Select(WireJson.Word)];
        Assert.All(Table("risk-register.md", "id"), risk =>
        {
            int level = RiskLevel.Of(Number(risk["likelihood"]), Number(risk["consequence"]));
            int residual = RiskLevel.Of(Number(risk["residual likelihood"]), Number(risk["residual consequence"]));
            Assert.Equal((level, residual), (Number(risk["level"]), Number(risk["residual level"])));
            Assert.True(residual < level && residual < RiskLevel.High, risk["id"]);
            Assert.Contains(risk["source"], sources);
            Assert.Contains(risk["treatment"].Split(':')[0], treatments);
        });
    }

    [Fact]
    public void Each_threat_names_a_test_or_a_control_and_crosses_a_boundary()
    {
        string[] boundaries = [.. Table("threat-model.md", "boundary").Select(row => row["boundary"])];
        var threats = Table("threat-model.md", "id");
        Assert.Equal(Enumerable.Range(1, threats.Count).Select(number => $"T{number:00}"), threats.Select(threat => threat["id"]));
        Assert.All(threats, threat => Assert.Contains(threat["boundary"], boundaries));
        Assert.Equal(Kinds.Order(StringComparer.Ordinal), threats.Select(threat => threat["kind"]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(boundaries.Order(StringComparer.Ordinal), threats.Select(threat => threat["boundary"]).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(from threat in threats
                     from word in Words(threat["shown by"]).DefaultIfEmpty("nothing")
                     where !Queries.Contains(word) && !Tests.Contains(word)
                     select $"{threat["id"]}: {word}");
    }

    [Fact]
    public void Each_boundary_names_what_stands_there() => Assert.Empty(
        from row in Table("threat-model.md", "boundary")
        from word in Code(row["what stands there"])
        where !Types.Contains(word)
        select $"{row["boundary"]}: {word}");

    [Fact]
    public void Each_term_names_a_type() => Assert.Empty(
        from row in Table("glossary.md", "term")
        from word in Code(row["type"]).DefaultIfEmpty("nothing")
        where !Types.Contains(word)
        select $"{row["term"]}: {word}");

    [Fact]
    public void Classes_are_those_of_the_product_and_data_name_types()
    {
        Assert.Equal(Enum.GetValues<Sensitivity>().Select(WireJson.Word),
            Table("data-classification.md", "class").Select(row => Code(row["class"]).Single()));
        Assert.Empty(from row in Table("data-classification.md", "data")
                     from word in Code(row["kind of record"]).DefaultIfEmpty("nothing")
                     where !Types.Contains(word)
                     select $"{row["data"]}: {word}");
        Assert.All(Table("data-classification.md", "data"), row =>
            Assert.Contains(row["class by default"], Enum.GetValues<Sensitivity>().Select(WireJson.Word)));
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
