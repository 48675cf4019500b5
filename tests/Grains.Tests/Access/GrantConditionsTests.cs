using System.Text.RegularExpressions;

namespace Kolosal.Access;

public class GrantConditionsTests
{
    private static readonly NarrowedGrant Challengers =
        new("challengers", "trainer", null, [new("models.write", "alias", ["challenger", "shadow-*"])]);

    [Theory]
    [InlineData("challenger", true)]
    [InlineData("shadow-7", true)]
    [InlineData("champion", false)]
    [InlineData("challenger2", false)]
    public void An_alias_that_no_pattern_fits_is_not_granted(string alias, bool granted)
    {
        var unmet = GrantConditions.Unmet(Challengers, "models.write", [("model", "credit"), ("alias", alias)]);
        Assert.Equal(granted, unmet is null);
        if (!granted) Assert.Equal("models.write only where the alias is challenger or shadow-*", unmet!.ToString());
    }

    /// <summary>Writing a card is not about an alias; promoting is another permission.</summary>
    [Fact]
    public void A_condition_says_nothing_of_calls_without_an_alias_or_of_other_permissions()
    {
        Assert.Null(GrantConditions.Unmet(Challengers, "models.write", [("model", "credit")]));
        Assert.Null(GrantConditions.Unmet(Challengers, "models.promote", [("model", "credit")]));
    }

    [Fact]
    public void A_call_that_does_not_say_which_model_does_not_meet_a_condition_on_models()
    {
        var role = new NarrowedGrant("credit", "trainer", null, [new("models.promote", "model", ["credit-*"])]);
        Assert.Null(GrantConditions.Unmet(role, "models.promote", [("model", "credit-risk")]));
        Assert.NotNull(GrantConditions.Unmet(role, "models.promote", [("model", "fraud")]));
        Assert.NotNull(GrantConditions.Unmet(role, "models.promote", []));
    }

    /// <summary>The digits stand for public, internal, confidential, restricted.</summary>
    [Theory]
    [InlineData("public", "1000")]
    [InlineData("internal", "1100")]
    [InlineData("confidential", "1110")]
    [InlineData("restricted", "1111")]
    public void Data_are_granted_up_to_a_class_and_what_nobody_classed_is_not(string most, string expected)
    {
        var role = new NarrowedGrant("reader", "data_owner", null, [new("data.rows", "classification", [most])]);
        bool Granted(string found) => GrantConditions.Unmet(role, "data.rows", [("classification", found)]) is null;

        string granted = string.Concat(new[] { "public", "internal", "confidential", "restricted" }.Select(found => Granted(found) ? '1' : '0'));
        Assert.Equal(expected, granted);
        Assert.False(Granted("unclassed"));
    }

    [Fact]
    public void All_conditions_on_a_permission_must_hold()
    {
        var role = new NarrowedGrant(
            "both", "trainer", null, [new("models.write", "model", ["credit-*"]), new("models.write", "alias", ["challenger"])]);
        Assert.Null(GrantConditions.Unmet(role, "models.write", [("model", "credit-a"), ("alias", "challenger")]));
        Assert.Equal("alias", GrantConditions.Unmet(role, "models.write", [("model", "credit-a"), ("alias", "blue")])!.Attribute);
        Assert.Equal("model", GrantConditions.Unmet(role, "models.write", [("model", "fraud"), ("alias", "challenger")])!.Attribute);
    }

    [Fact]
    public void A_role_grants_what_its_base_and_its_own_list_have_in_common()
    {
        var role = new NarrowedGrant("some", "auditor", ["models.read", "data.write"], []);
        Assert.True(GrantConditions.Grants(role, "models.read"));
        Assert.True(GrantConditions.Grants(role, "authenticated"));
        Assert.False(GrantConditions.Grants(role, "data.write"));
        Assert.False(GrantConditions.Grants(role, "audit.read"));
        Assert.False(GrantConditions.Grants(role with { Base = "emperor" }, "models.read"));
    }

    /// <summary>Against the regular expression that the pattern means, over short texts of two letters.</summary>
    [Fact]
    public void A_star_stands_for_any_characters()
    {
        var random = new Random(5);
        string Text(string letters, int most) => string.Concat(
            Enumerable.Range(0, random.Next(most)).Select(_ => letters[random.Next(letters.Length)]));
        for (int i = 0; i < 20_000; i++)
        {
            string pattern = Text("ab*", 7), name = Text("ab", 9);
            bool expected = Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z");
            Assert.True(expected == GrantConditions.Fits(pattern, name), $"'{pattern}' and '{name}'");
        }
    }

    [Theory]
    [InlineData("$.name", "admin", "trainer", "models.write", "alias", "x")]
    [InlineData("$.name", "operator", "trainer", "models.write", "alias", "x")]
    [InlineData("$.base", "mine", "operator", "models.write", "alias", "x")]
    [InlineData("$.conditions[0].attribute", "mine", "trainer", "models.write", "colour", "x")]
    [InlineData("$.conditions[0].permission", "mine", "trainer", "models.promote", "alias", "x")]
    [InlineData("$.conditions[0].permission", "mine", "auditor", "models.write", "alias", "x")]
    [InlineData("$.conditions[0].allowed", "mine", "trainer", "models.write", "alias", "a b")]
    [InlineData("$.conditions[0].allowed", "mine", "trainer", "data.rows", "classification", "secret")]
    public void What_could_not_be_meant_is_not_defined(string path, string name, string from, string permission, string attribute, string allowed) =>
        Assert.Equal([path], GrantConditions.Faults(
            name, Role.All, new(name, from, null, [new(permission, attribute, [allowed])])).Select(fault => fault.Path));

    [Fact]
    public void A_role_names_permissions_of_its_base_alone()
    {
        Assert.Empty(GrantConditions.Faults("mine", Role.All, new("mine", "trainer", ["models.read"], [])));
        Assert.Equal(["$.permissions[1]"], GrantConditions.Faults(
            "mine", Role.All, new("mine", "trainer", ["models.read", "access.manage"], [])).Select(fault => fault.Path));
        Assert.Equal(["$.permissions"], GrantConditions.Faults("mine", Role.All, new("mine", "trainer", [], [])).Select(fault => fault.Path));
    }
}
