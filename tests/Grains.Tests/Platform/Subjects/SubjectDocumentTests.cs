using System.Text;

namespace Kolosal.Subjects;

public sealed class SubjectDocumentTests
{
    private static readonly SubjectMatch Ann = new(
        [("email", "Ann@Example.org"), ("name", "Ann"), ("customer", "1042"), ("tax", "12345678")], ["p_0123456789"]);

    [Theory]
    [InlineData("""{"note":"asked for ann@example.org by phone"}""", """{"note":"asked for [erased] by phone"}""", 1)]
    [InlineData("""{"counts":{"ann@example.org":3,"bob@example.org":1}}""", """{"counts":{"bob@example.org":1,"[erased]":3}}""", 1)]
    [InlineData("""["p_0123456789","12345678","x123456789"]""", """["[erased]","[erased]","x123456789"]""", 2)]
    [InlineData("""{"column":"name","categories":["Ann","Bob"]}""", """{"column":"name","categories":["[erased]","Bob"]}""", 1)]
    [InlineData("""{"column":"customer","value":"1042"}""", """{"column":"customer","value":"[erased]"}""", 1)]
    [InlineData("""{"rows":[{"customer":1042,"amount":1042}]}""", """{"rows":[{"customer":0,"amount":1042}]}""", 1)]
    public void Values_of_the_person_go_and_the_shape_stays(string before, string after, int found)
    {
        byte[]? left = SubjectDocument.Redact(Encoding.UTF8.GetBytes(before), Ann, out int counted);
        Assert.Equal((after, found), (Encoding.UTF8.GetString(left!), counted));
    }

    [Fact]
    public void What_is_base64_of_a_text_with_the_person_in_it_is_written_anew()
    {
        string body = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"email":"ann@example.org","x":1}"""));
        byte[]? left = SubjectDocument.Redact(Encoding.UTF8.GetBytes($$"""{"Body":"{{body}}"}"""), Ann, out _);
        string inner = System.Text.Json.JsonDocument.Parse(left!).RootElement.GetProperty("Body").GetString()!;
        Assert.Equal("""{"email":"[erased]","x":1}""", Encoding.UTF8.GetString(Convert.FromBase64String(inner)));
    }

    [Theory]
    [InlineData("""{"status":"Ann","total":1042,"id":"v1042"}""")] // a common word and a short number, where nobody says that they are of the column
    [InlineData("""{"note":"joann@example.organic"}""")] // a part of another word
    [InlineData("not json")]
    public void What_only_looks_like_the_person_stays(string before) =>
        Assert.Null(SubjectDocument.Redact(Encoding.UTF8.GetBytes(before), Ann, out _));

    [Fact]
    public async Task Bytes_are_searched_over_the_edge_of_the_window_and_in_both_encodings()
    {
        var looked = new SubjectBytes(Ann);
        foreach (byte[] needle in (byte[][])[Encoding.UTF8.GetBytes("ANN@EXAMPLE.ORG"), Encoding.Unicode.GetBytes("Ann@Example.org")])
        {
            foreach (int at in (int[])[0, (1 << 20) - 4, (2 << 20) + 7])
            {
                var bytes = new byte[3 << 20];
                needle.CopyTo(bytes, at);
                Assert.True(await looked.StandInAsync(new MemoryStream(bytes), CancellationToken.None));
            }

            // Some of it was read before.
            Assert.True(await looked.StandInAsync(needle.AsMemory(0, 5), new MemoryStream(needle[5..]), CancellationToken.None));
            Assert.False(await looked.StandInAsync(needle.AsMemory(0, 4), new MemoryStream(needle[5..]), CancellationToken.None));
        }

        Assert.False(await looked.StandInAsync(new MemoryStream(new byte[3 << 20]), CancellationToken.None));
        Assert.True(new SubjectBytes(new SubjectMatch([("name", "Ann")], [])).IsEmpty);
    }
}
