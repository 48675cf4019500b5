namespace Kolosal.Notifications;

public class WebhookSignatureTests
{
    /// <summary>The example of the reference libraries of Standard Webhooks.</summary>
    [Fact]
    public void The_reference_example_is_met() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(WebhookSignature.KeyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
            """{"test": 2432232314}"""));

    [Fact]
    public void A_new_secret_has_a_key_of_32_bytes_and_is_another_each_time()
    {
        string one = WebhookSignature.NewSecret(), other = WebhookSignature.NewSecret();
        Assert.Equal(32, WebhookSignature.KeyOf(one)!.Length);
        Assert.NotEqual(one, other);
    }

    [Theory]
    [InlineData(23, false), InlineData(24, true), InlineData(64, true), InlineData(65, false), InlineData(0, false)]
    public void A_key_has_24_to_64_bytes(int bytes, bool sound) =>
        Assert.Equal(sound, WebhookSignature.KeyOf($"whsec_{Convert.ToBase64String(new byte[bytes])}") is not null);

    [Theory]
    [InlineData(""), InlineData("whsec_"), InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), InlineData("whsec_not base64 at all, is it?")]
    public void Other_texts_are_no_secrets(string text) => Assert.Null(WebhookSignature.KeyOf(text));

    [Fact]
    public void A_message_id_follows_from_endpoint_and_event_and_has_no_dot()
    {
        string id = WebhookSignature.MessageId("ep_1", "incident/INC-2026-000001/opened/0");
        Assert.Equal(id, WebhookSignature.MessageId("ep_1", "incident/INC-2026-000001/opened/0"));
        Assert.NotEqual(id, WebhookSignature.MessageId("ep_2", "incident/INC-2026-000001/opened/0"));
        Assert.Matches("^msg_[0-9a-f]{32}$", id);
    }
}
