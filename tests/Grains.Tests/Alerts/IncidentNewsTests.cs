namespace Kolosal.Alerts;

public class IncidentNewsTests
{
    private static readonly IncidentNews Open = new("open", 2, 0, false);

    [Fact]
    public void A_new_incident_is_told_to_be_open_and_where_it_stands()
    {
        Assert.Equal(["opened/0"], Words(null, Open));
        Assert.Equal(["opened/0", "acknowledged/0", "resolved/0"], Words(null, Open with { Status = "resolved" }));
        Assert.Equal(["opened/0", "reopened/2", "acknowledged/2"], Words(null, new("investigating", 2, 2, false)));
    }

    [Theory]
    [InlineData("open", "investigating", "acknowledged/0")]
    [InlineData("open", "mitigated", "acknowledged/0 mitigated/0")]
    [InlineData("open", "resolved", "acknowledged/0 resolved/0")]
    [InlineData("open", "postmortem", "acknowledged/0 resolved/0 closed/0")]
    [InlineData("investigating", "mitigated", "mitigated/0")]
    [InlineData("mitigated", "investigating", "")]
    [InlineData("mitigated", "postmortem", "resolved/0 closed/0")]
    [InlineData("resolved", "postmortem", "closed/0")]
    public void Every_step_has_its_word_however_many_there_were_since_the_last_look(string before, string now, string words) =>
        Assert.Equal(words, string.Join(' ', Words(Open with { Status = before }, Open with { Status = now })));

    [Fact]
    public void Opened_again_is_another_occurrence()
    {
        var resolved = Open with { Status = "resolved" };
        Assert.Equal(["reopened/1"], Words(resolved, Open with { Reopenings = 1 }));
        Assert.Equal(["reopened/1", "acknowledged/1", "resolved/1"], Words(resolved, resolved with { Reopenings = 1 }));
    }

    [Fact]
    public void Graver_is_told_and_milder_is_not()
    {
        Assert.Equal(["escalated/sev1"], Words(Open, Open with { Severity = 1 }));
        Assert.Empty(Words(Open, Open with { Severity = 3 }));
    }

    [Fact]
    public void A_missed_deadline_is_told_once()
    {
        Assert.Equal(["reporting_overdue/0"], Words(Open, Open with { Overdue = true }));
        Assert.Empty(Words(Open with { Overdue = true }, Open with { Overdue = true }));
    }

    [Fact]
    public void Nothing_new_is_nothing() => Assert.Empty(Words(Open, Open));

    private static string[] Words(IncidentNews? told, IncidentNews now) =>
        [.. IncidentNews.Since(told, now).Select(news => $"{news.Word}/{news.Occurrence}")];
}
