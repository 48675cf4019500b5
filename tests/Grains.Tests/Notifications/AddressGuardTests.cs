using System.Net;
using Kolosal.Outbound;

namespace Kolosal.Notifications;

/// <summary>The ranges of IANA's special-purpose address registries, each by its first and last address where that says more.</summary>
public class AddressGuardTests
{
    [Theory]
    [InlineData("8.8.8.8"), InlineData("1.1.1.1"), InlineData("172.15.255.255"), InlineData("172.32.0.0"), InlineData("100.63.255.255")]
    [InlineData("100.128.0.0"), InlineData("11.0.0.0"), InlineData("192.167.255.255"), InlineData("223.255.255.255"), InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::200e"), InlineData("::ffff:8.8.8.8"), InlineData("64:ff9b::808:808"), InlineData("2002:808:808::1")]
    public void Public_addresses_are_receivers(string address) => Assert.Null(Refuse(address, false, false));

    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.255.255.255"), InlineData("::1"), InlineData("::ffff:127.0.0.1"), InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::"), InlineData("::127.0.0.1")]
    public void This_machine_is_one_by_configuration_alone(string address)
    {
        Assert.NotNull(Refuse(address, false, true));
        Assert.Null(Refuse(address, true, false));
    }

    [Theory]
    [InlineData("10.0.0.0"), InlineData("10.255.255.255"), InlineData("172.16.0.0"), InlineData("172.31.255.255"), InlineData("192.168.0.1")]
    [InlineData("100.64.0.0"), InlineData("100.127.255.255"), InlineData("fc00::"), InlineData("fdff:ffff::1"), InlineData("::ffff:10.1.2.3")]
    [InlineData("64:ff9b::a00:1"), InlineData("2002:c0a8:1::")]
    public void Private_networks_are_by_configuration_alone(string address)
    {
        Assert.NotNull(Refuse(address, true, false));
        Assert.Null(Refuse(address, false, true));
    }

    [Theory]
    [InlineData("169.254.169.254"), InlineData("::ffff:169.254.169.254"), InlineData("fe80::1"), InlineData("febf::1"), InlineData("fec0::1")]
    [InlineData("0.0.0.0"), InlineData("0.255.255.255"), InlineData("::"), InlineData("224.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("240.0.0.1"), InlineData("ff02::1"), InlineData("192.0.2.1"), InlineData("198.51.100.1"), InlineData("203.0.113.1")]
    [InlineData("198.18.0.1"), InlineData("198.19.255.255"), InlineData("192.0.0.1"), InlineData("192.88.99.1"), InlineData("2001:db8::1")]
    [InlineData("2001::1"), InlineData("2001:10::1"), InlineData("100::1"), InlineData("64:ff9b:1::1"), InlineData("2002:a9fe:a9fe::")]
    public void Others_never_are(string address) => Assert.NotNull(Refuse(address, true, true));

    [Theory]
    [InlineData("https://example.com/hook", null)]
    [InlineData("https://example.com:8443/a?token=b", null)]
    [InlineData("http://example.com/hook", "Expected https://.")]
    [InlineData("ftp://example.com/hook", "Expected https://.")]
    [InlineData("file:///etc/passwd", "Expected")]
    [InlineData("https://user:secret@example.com/", "without user name")]
    [InlineData("https://example.com/#part", "fragment")]
    [InlineData("https://10.0.0.1/", "private network")]
    [InlineData("https://[::1]/", "this machine")]
    [InlineData("https://[::ffff:a9fe:a9fe]/", "no address of a receiver")]
    [InlineData("https://2130706433/", "this machine")] // 127.0.0.1 as one number
    [InlineData("https://0x7f.1/", "this machine")]
    [InlineData("not an address", "absolute")]
    [InlineData("/hook", "Expected")]
    public void What_can_be_told_of_an_address_is_told_at_once(string address, string? refused)
    {
        string? fault = WebhookAddress.Refuse(address, allowHttp: false, allowLoopback: false, allowPrivate: false);
        if (refused is null) Assert.Null(fault);
        else Assert.Contains(refused, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shown_address_has_no_query() => Assert.Equal("https://example.com/a?…", WebhookAddress.Shown("https://example.com/a?token=b"));

    private static string? Refuse(string address, bool loopback, bool network) => AddressGuard.Refuse(IPAddress.Parse(address), loopback, network);
}
