namespace Kolosal.Notifications;

public class EventTypesTests
{
    [Theory]
    [InlineData("incident.*", "incident.opened", true)]
    [InlineData("incident.opened", "incident.opened", true)]
    [InlineData("incident.opened", "incident.resolved", false)]
    [InlineData("incident.*", "incidental.thing", false)]
    [InlineData("model.version.*", "model.version.promoted", true)]
    public void A_pattern_stands_for_all_that_begin_so(string pattern, string type, bool matches) =>
        Assert.Equal(matches, EventTypes.Matches(pattern, type));

    [Theory]
    [InlineData("incident.opened", true), InlineData("incident.*", true), InlineData("*", false), InlineData("", false), InlineData("Incident.X",
        false)]
    [InlineData("a..b", false), InlineData("a.*.b", false), InlineData("a.b\n", false)]
    public void Patterns_are_dotted_words(string text, bool sound) => Assert.Equal(sound, EventTypes.IsPattern(text));

    [Theory]
    [InlineData("a@b.example", true), InlineData("Ann <a@b.example>", false), InlineData("a@b.example,c@d.example", false), InlineData("", false)]
    [InlineData("a@b.example\r\nBcc: c@d.example", false), InlineData("a b@c.example", false)]
    public void A_mail_address_is_one_and_bare(string text, bool sound) => Assert.Equal(sound, MailAddresses.IsAddress(text));
}
