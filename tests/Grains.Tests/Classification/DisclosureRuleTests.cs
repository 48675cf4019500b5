namespace Kolosal.Classification;

public sealed class DisclosureRuleTests
{
    [Theory]
    [InlineData("restricted", "financial", true)]
    [InlineData("restricted", "public", true)]
    [InlineData("internal", "pii", true)]
    [InlineData("confidential", "health", true)]
    [InlineData("confidential", "financial", false)]
    [InlineData("public", "pii", false)]
    [InlineData("public", "public", false)]
    [InlineData(null, null, false)]
    public void Rows_of_persons_and_restricted_ones_leave_under_a_purpose(string? sensitivity, string? type, bool demanded) =>
        Assert.Equal(demanded, DisclosureRule.DemandsTerms(sensitivity, type));

    [Theory]
    [InlineData("restricted", true), InlineData("confidential", false), InlineData("internal", false), InlineData("public", false)]
    [InlineData(null, false)]
    public void Restricted_rows_alone_wait_for_a_decision_on_them(string? sensitivity, bool demanded) =>
        Assert.Equal(demanded, DisclosureRule.DemandsApproval(sensitivity));

    // The European Economic Area is home for the GDPR; the United Kingdom and Switzerland are third countries to it.
    [Theory]
    [InlineData(null, "eu", false), InlineData("DE", "eu", false), InlineData("NO", "eu", false), InlineData("CH", "eu", true)]
    [InlineData("GB", "eu", true), InlineData("GB", "uk", false), InlineData("US", "us", false), InlineData("CA", "us", true)]
    [InlineData("CA", "ca", false), InlineData("DE", "global", true), InlineData("DE", null, true), InlineData(null, null, false)]
    public void A_country_outside_the_home_region_is_abroad(string? country, string? home, bool abroad) =>
        Assert.Equal(abroad, DisclosureRule.IsAbroad(country, home));

    [Fact]
    public void What_is_declared_has_a_purpose_a_recipient_and_countries_by_their_codes()
    {
        Assert.Empty(DisclosureRule.Faults("audit", "auditors", null));
        Assert.Empty(DisclosureRule.Faults(new('p', 500), new('r', 200), "DE"));
        Assert.Equal(["purpose", "recipient", "country"], DisclosureRule.Faults(" ", null, "de").Select(fault => fault.Member));
        Assert.Equal(["purpose", "recipient", "country"],
            DisclosureRule.Faults(new('p', 501), new('r', 201), "DEU").Select(fault => fault.Member));
    }
}
