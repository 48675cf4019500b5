using System.Globalization;

namespace Kolosal.Disclosure;

public sealed class PersonalDataTests
{
    // Published test numbers of the card schemes.
    [Theory, InlineData("4111111111111111"), InlineData("5555 5555 5555 4444"), InlineData("3782-822463-10005"), InlineData("6011111111111117")]
    public void Card_numbers_pass_luhn(string number) => Assert.True(Checksums.IsPaymentCard(number));

    [Theory, InlineData("4111111111111112"), InlineData("79927398713"), InlineData("000000000000"), InlineData("4111a11111111111"), InlineData("")]
    public void Other_numbers_do_not(string number) => Assert.False(Checksums.IsPaymentCard(number));

    // Examples of the SWIFT IBAN registry.
    [Theory, InlineData("GB29NWBK60161331926819"), InlineData("DE89 3704 0044 0532 0130 00"), InlineData("FR1420041010050500013M02606"),
        InlineData("NO9386011117947")]
    public void Ibans_are_one_modulo_97(string iban) => Assert.True(Checksums.IsIban(iban));

    [Theory, InlineData("GB29NWBK60161331926818"), InlineData("DE89"), InlineData("1234567890123456"),
        InlineData("GB29NWBK6016133192681900000000000000000")]
    public void Other_texts_are_not(string iban) => Assert.False(Checksums.IsIban(iban));

    [Theory, InlineData("123-45-6789", true), InlineData("000-45-6789", false), InlineData("666-45-6789", false), InlineData("900-45-6789", false),
        InlineData("123-00-6789", false), InlineData("123-45-0000", false), InlineData("123456789", false)]
    public void Social_security_numbers_keep_their_rules(string text, bool valid) => Assert.Equal(valid, NationalNumbers.IsUsSsn(text));

    [Theory]
    [InlineData("contact", PersonalDataKind.Email, "ann@example.org", "bob.b@mail.example.co.uk")]
    [InlineData("account", PersonalDataKind.Iban, "GB29NWBK60161331926819", "DE89370400440532013000")]
    [InlineData("host", PersonalDataKind.IpAddress, "192.0.2.1", "2001:db8::1")]
    [InlineData("tel", PersonalDataKind.Phone, "+44 20 7946 0958", "(212) 555-0123")]
    [InlineData("firstName", PersonalDataKind.PersonName, "Ann", "Bob")]
    [InlineData("date_of_birth", PersonalDataKind.DateOfBirth, "1980-02-03", "1990-01-01")]
    public void Columns_are_recognised(string name, PersonalDataKind kind, params string[] values) =>
        Assert.Equal(kind, PersonalDataScan.Column(name, values, text: true)!.Kind);

    [Theory]
    [InlineData("telephone", "yes", "no")]
    [InlineData("company", "Acme", "Umbrella")]
    [InlineData("amount", "1200", "1300")]
    [InlineData("version", "1.2.3", "1.10.0")]
    public void Ordinary_columns_are_not(string name, params string[] values) => Assert.Null(PersonalDataScan.Column(name, values, text: true));

    [Fact]
    public void Random_numbers_are_no_cards() // one in ten passes Luhn by chance
    {
        var random = new Random(3);
        string[] numbers = [.. Enumerable.Range(0, 1000).Select(
            _ => random.NextInt64(1_000_000_000_000_000, 9_999_999_999_999_999).ToString(CultureInfo.InvariantCulture))];
        Assert.Null(PersonalDataScan.Column("reading", numbers, text: false));
    }

    [Fact]
    public void A_name_that_agrees_raises_the_confidence()
    {
        string[] half = ["ann@example.org", "n/k"];
        Assert.True(PersonalDataScan.Column("email", half, true)!.Confidence > PersonalDataScan.Column("x", half, true)!.Confidence);
    }
}
