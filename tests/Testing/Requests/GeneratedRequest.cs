namespace Kolosal.Testing;

/// <summary>A request to send, and what the answer must be beside no 5xx.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Path and query.</param>
/// <param name="Body">Null without one.</param>
/// <param name="ContentType">As it is sent, sound or not; null for none.</param>
/// <param name="Headers">More of them.</param>
/// <param name="FaultPath">JSON path of the one fault in a body that must be refused; null when nothing is known of the answer.</param>
public sealed record GeneratedRequest(
    string Method, string Address, byte[]? Body, string? ContentType, ImmutableArray<(string Name, string Value)> Headers, string? FaultPath)
{
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Address);
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (Body is null) return message;
        message.Content = new ByteArrayContent(Body);
        if (ContentType is not null) message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return message;
    }

    public override string ToString()
    {
        string body = Body is null ? "" : System.Text.Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 400)));
        return $"{Method} {Address} {ContentType} {string.Join(' ', Headers)} {body} (fault at {FaultPath})";
    }
}
