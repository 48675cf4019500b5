using System.Net;
using System.Text;
using Kolosal.Access;

namespace Kolosal.Api.Tests;

[Collection(ApiCollection.Name)]
public sealed class IdempotencyTests(ApiHost host)
{
    private const string Path = "/api/security/principals";

    [Fact]
    public async Task The_same_key_and_body_are_answered_alike_and_run_once()
    {
        using var admin = host.As(Role.Admin, "idem1");
        using var first = await SendAsync(admin, "k", "once", Role.Trainer);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));

        // Gone in the meantime: a second run would be refused with 409, a replay is not.
        await admin.DeleteAsync($"{Path}/prn_once");
        using var second = await SendAsync(admin, "k", "once", Role.Trainer);
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_key_with_another_body_or_address_is_409()
    {
        using var admin = host.As(Role.Admin, "idem2");
        (await SendAsync(admin, "k", "a", Role.Trainer)).Dispose();
        Assert.Equal("idempotency.other-request", await Problems.CodeAsync(await SendAsync(admin, "k", "b", Role.Trainer), HttpStatusCode.Conflict));
        using var delete = new HttpRequestMessage(HttpMethod.Delete, $"{Path}/prn_a") { Headers = { { "Idempotency-Key", "k" } } };
        Assert.Equal("idempotency.other-request", await Problems.CodeAsync(await admin.SendAsync(delete), HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task Refusals_are_answers_too()
    {
        using var admin = host.As(Role.Admin, "idem3");
        await Problems.CodeAsync(await SendAsync(admin, "k", "x", "emperor"), HttpStatusCode.UnprocessableEntity);
        using var again = await SendAsync(admin, "k", "x", "emperor");
        Assert.Equal("access.no-such-role", await Problems.CodeAsync(again, HttpStatusCode.UnprocessableEntity));
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Callers_do_not_share_keys()
    {
        using var one = host.As(Role.Admin, "idem4", "one");
        using var other = host.As(Role.Admin, "idem4", "other");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(one, "k", "p1", Role.Trainer)).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(other, "k", "p2", Role.Trainer)).StatusCode);
    }

    [Fact]
    public async Task Ten_at_once_run_once()
    {
        using var admin = host.As(Role.Admin, "idem5");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(admin, "k", "p", Role.Trainer)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created && !answer.Headers.Contains("Idempotency-Replayed"));
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
            Assert.Equal("idempotency.running", await Problems.CodeAsync(answer, HttpStatusCode.Conflict));
    }

    [Theory, InlineData("a b"), InlineData("\u0001")]
    public async Task A_key_that_is_no_key_is_400(string key)
    {
        using var admin = host.As(Role.Admin, "idem6");
        Assert.Equal("idempotency.bad-key", await Problems.CodeAsync(await SendAsync(admin, key, "p", Role.Trainer), HttpStatusCode.BadRequest));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string key, string name, string role)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path)
        { Content = new StringContent($$"""{"name":"{{name}}","roles":["{{role}}"]}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return client.SendAsync(request);
    }
}
