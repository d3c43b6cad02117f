#!/usr/bin/perl
# Answers as the kernel's script does, of the trees of the tests.
use strict;
my $file = $ARGV[-1];
die "not at the top of a tree\n" unless -e "Makefile";
if ($file =~ m{^drivers/net/}) {
	print "\"A. N. Owner\" <owner\@net.example> (maintainer:NETWORKING (all of it))\n";
	print "J\xc3\xb6rg Reader <reader\@net.example> (reviewer:NETWORKING (all of it))\n";
	print "netdev\@lists.example (open list:NETWORKING)\n";
	print "git git://git.example/pub/netdev/net.git\n";
	print "git git://git.example/pub/netdev/net-next.git main\n";
}
my %others = map { ("other$_\@lists.example" => 1) } 1 .. 8; # in no order, as the kernel's has some
print "$_ (open list:OTHERS)\n" for keys %others;
print "kernel\@lists.example (open list)\n";
print "git git://git.example/pub/torvalds/linux.git\n";
