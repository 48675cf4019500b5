using Kolosal.WebConsole.Session;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.WebConsole;

public class SignInLinksTests
{
    private readonly FakeTimeProvider _clock = new();

    private SignInLinks Links => field ??= new(new EphemeralDataProtectionProvider(), _clock);

    [Fact]
    public void A_link_gives_its_key_once()
    {
        string token = Token(Links.Make("kol_a.b_c"));
        Assert.Equal("kol_a.b_c", Links.Redeem(token));
        Assert.Null(Links.Redeem(token));
    }

    [Fact]
    public void A_link_ends_after_ten_minutes()
    {
        string token = Token(Links.Make("kol_a.b_c"));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(Links.Redeem(token));
    }

    [Fact]
    public void A_token_that_was_not_made_gives_nothing()
    {
        Links.Make("kol_a.b_c");
        Assert.Null(Links.Redeem(""));
        Assert.Null(Links.Redeem(new string('0', 64)));
    }

    private static string Token(string link) => link.Split('=')[1];
}
