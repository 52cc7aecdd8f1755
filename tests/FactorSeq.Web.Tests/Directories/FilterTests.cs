using System.Formats.Asn1;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

public sealed class FilterTests
{
    // RFC 4515 §4 has most of these.
    [Theory]
    [InlineData("(cn=Babs Jensen)")]
    [InlineData("(!(cn=Tim Howes))")]
    [InlineData("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))")]
    [InlineData("(o=univ*of*mich*)")]
    [InlineData("(seeAlso=)")]
    [InlineData("(objectClass=*)")]
    [InlineData("(cn:caseExactMatch:=Fred Flintstone)")]
    [InlineData("(cn:=Betty Rubble)")]
    [InlineData("(sn:dn:2.4.6.8.10:=Barney Rubble)")]
    [InlineData("(o:dn:=Ace Industry)")]
    [InlineData("(:1.2.3:=Wilma Flintstone)")]
    [InlineData("(:dn:2.4.6.8.10:=Dino)")]
    [InlineData(@"(o=Parens R Us \28for all your parenthetical needs\29)")]
    [InlineData(@"(cn=*\2a*)")]
    [InlineData(@"(filename=C:\5cMyFile)")]
    [InlineData(@"(bin=\00\00\00\04)")]
    [InlineData(@"(sn=Lu\c4\8di\c4\87)")]
    [InlineData("(uSNChanged>=4711)")]
    [InlineData("(modifyTimestamp<=20260101000000Z)")]
    [InlineData("(sn~=Smyth)")]
    [InlineData("(cn;lang-de=Ä)", @"(cn;lang-de=\c3\84)")]
    [InlineData("(2.5.4.3=x)")]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=2)")]
    [InlineData("sAMAccountType=805306368", "(sAMAccountType=805306368)")]
    [InlineData(" (& (a=b) (c=d) ) ", "(&(a=b)(c=d))")]
    [InlineData("(a=b=c)")]
    [InlineData("(a=*b)")]
    public void What_administrators_write_is_read(string text, string? written = null) =>
        Assert.Equal(written ?? text, FilterParser.Parse(text).ToString());

    [Theory]
    [InlineData("", 1)]
    [InlineData("(", 2)]
    [InlineData("()", 2)]
    [InlineData("(a)", 3)]
    [InlineData("(a=b", 5)]
    [InlineData("(a=b))", 6)]
    [InlineData("(a=b)(c=d)", 6)]
    [InlineData("(=b)", 2)]
    [InlineData("(1a=b)", 3)]
    [InlineData("(a b=c)", 3)]
    [InlineData("(&)", 3)]
    [InlineData("(|a=b)", 3)]
    [InlineData("(!)", 3)]
    [InlineData("(!(a=b)(c=d))", 8)]
    [InlineData("(a>b)", 3)]
    [InlineData("(a>=b*)", 7)]
    [InlineData("(a=b**c)", 8)]
    [InlineData("(a=(b))", 4)]
    [InlineData(@"(a=\2)", 4)]
    [InlineData(@"(a=\zz)", 4)]
    [InlineData(@"a=\2", 3)]
    [InlineData("(:=b)", 4)]
    [InlineData("(a:b=c)", 3)]
    [InlineData("(a:=b*)", 7)]
    public void What_is_no_filter_is_refused_at_its_character(string text, int character) =>
        Assert.Contains($"wrong at character {character}:", Assert.Throws<FormatException>(() => FilterParser.Parse(text)).Message);

    [Fact]
    public void Filters_are_nested_only_so_deep()
    {
        string Nested(int depth) => $"{string.Concat(Enumerable.Repeat("(!", depth))}(a=b){new string(')', depth)}";

        Assert.NotNull(FilterParser.Parse(Nested(40)));
        Assert.Throws<FormatException>(() => FilterParser.Parse(Nested(41)));
        Assert.Throws<FormatException>(() => FilterParser.Parse(Nested(100_000)));
    }

    // Written down octet by octet from RFC 4511 §4.5.1.
    [Theory]
    [InlineData("(a=b)", "A3 06 0401 61 0401 62")]
    [InlineData("(a=*)", "87 01 61")]
    [InlineData("(a>=b)", "A5 06 0401 61 0401 62")]
    [InlineData("(a<=b)", "A6 06 0401 61 0401 62")]
    [InlineData("(a~=b)", "A8 06 0401 61 0401 62")]
    [InlineData("(!(a=b))", "A2 08 A3 06 0401 61 0401 62")]
    [InlineData("(&(a=b)(c=*))", "A0 0B A3 06 0401 61 0401 62 87 01 63")]
    [InlineData("(|(b=*)(a=*))", "A1 06 87 01 62 87 01 61")]
    [InlineData("(a=b*c*d)", "A4 0E 0401 61 30 09 80 01 62 81 01 63 82 01 64")]
    [InlineData("(a=*c*)", "A4 08 0401 61 30 03 81 01 63")]
    [InlineData("(a:dn:1.2:=b)", "A9 0E 81 03 31 2E 32 82 01 61 83 01 62 84 01 FF")]
    [InlineData(@"(a=\2a\28\00)", "A3 08 0401 61 0403 2A 28 00")]
    public void Filters_go_out_as_RFC_4511_has_them(string text, string octets)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        FilterParser.Parse(text).Write(writer);

        Assert.Equal(octets.Replace(" ", ""), Convert.ToHexString(writer.Encode()));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("x)(objectClass=*")]
    [InlineData(@"\2a")]
    [InlineData("\0")]
    public void What_users_type_is_one_value(string login)
    {
        var filter = Filter.Is("mail", login);

        var again = Assert.IsType<Filter.Equality>(FilterParser.Parse(filter.ToString()));
        Assert.Equal(login, System.Text.Encoding.UTF8.GetString(again.Value));
    }
}
