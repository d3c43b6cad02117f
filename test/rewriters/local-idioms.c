// Page and offset in locals: the address that both are made of is written, and locals without another use go.
//
// RUN: rm -rf %t && split-file %s %t.parts && mini-tree %t %t.parts
// RUN: kphys fix -p %t --with-prep --report %t.json drivers/net/locals.c > %t.diff
// RUN: FileCheck --implicit-check-not='{{^[-+]	}}' --input-file=%t.diff %s
// RUN: (cd %t && patch -s -p1 < %t.diff) && kphys fix -p %t --diff %t.again drivers/net/locals.c
// RUN: test ! -s %t.again
//
// CHECK: {{^}}-	struct page *page = virt_to_page(skb->data);
// CHECK-NEXT: {{^}}-	unsigned long offset = offset_in_page(skb->data);
// CHECK-NEXT: {{^}}-
// CHECK-NEXT: {{^}}-	dma_map_page(dev, page, offset, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, virt_to_phys(skb->data), 64, 1, 0);
// CHECK: {{^}}-	struct page *page;
// CHECK-NEXT: {{^}}-	unsigned long offset;
// CHECK: {{^}}-	page = virt_to_page(skb->data);
// CHECK-NEXT: {{^}}-	offset = offset_in_page(skb->data);
// CHECK-NEXT: {{^}}-	first = dma_map_page(dev, page, offset, 64, 1);
// CHECK-NEXT: {{^}}+	first = dma_map_phys(dev, virt_to_phys(skb->data), 64, 1, 0);
// CHECK: {{^}}-		page = virt_to_page(more);
// CHECK-NEXT: {{^}}-		offset = offset_in_page(more);
// CHECK-NEXT: {{^}}-		first += dma_map_page(dev, page, offset, 64, 1);
// CHECK-NEXT: {{^}}+		first += dma_map_phys(dev, virt_to_phys(more), 64, 1, 0);
// CHECK: {{^}}-	unsigned long offset;
// CHECK: {{^}}-	head = virt_to_page(p);
// CHECK-NEXT: {{^}}-	offset = offset_in_page(p);
// CHECK-NEXT: {{^}}-	dma_map_page(dev, head, offset, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, virt_to_phys(p), 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, changed, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(changed) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, named, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(named) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, pull(skb), 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, pull(skb), 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-		dma_map_page(dev, virt_to_page(p), off, 64, 1);
// CHECK-NEXT: {{^}}+		dma_map_phys(dev, page_to_phys(virt_to_page(p)) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, virt_to_page(p), off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, virt_to_phys(p), 64, 1, 0);
// CHECK-NEXT: {{^}} 	dma_map_page(dev, virt_to_page(p), /* again */ 0, 64, off);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);
// CHECK: {{^}}-	dma_map_page(dev, page, off, 64, 1);
// CHECK-NEXT: {{^}}+	dma_map_phys(dev, page_to_phys(page) + off, 64, 1, 0);

//--- drivers/net/locals.c
#include <linux/dma-mapping.h>

struct skb { unsigned char *data; };
void use(struct page *page);
void use_number(unsigned long number);
int pull(struct skb *skb);
struct page *virt_to_head_page(void *p);

// Both go, and the blank line behind the declarations with them.
void alone(struct device *dev, struct skb *skb)
{
	struct page *page = virt_to_page(skb->data);
	unsigned long offset = offset_in_page(skb->data);

	dma_map_page(dev, page, offset, 64, 1);
}

// Given twice, for two calls: all go together.
dma_addr_t twice(struct device *dev, struct skb *skb, char *more)
{
	struct page *page;
	unsigned long offset;
	dma_addr_t first;

	page = virt_to_page(skb->data);
	offset = offset_in_page(skb->data);
	first = dma_map_page(dev, page, offset, 64, 1);
	if (more) {
		page = virt_to_page(more);
		offset = offset_in_page(more);
		first += dma_map_page(dev, page, offset, 64, 1);
	}
	return first;
}

// The page has another use; what nobody reads of it any more goes.
void other_use(struct device *dev, char *p, char *q, struct page *page)
{
	struct page *head;
	unsigned long offset;

	head = virt_to_page(p);
	offset = offset_in_page(p);
	dma_map_page(dev, head, offset, 64, 1);
	head = virt_to_page(q);
	use(head);
}

// The memory may have changed; code that is left out here names the local; it is declared with another; the
// offset is of another address; it is cut.
void stays(struct device *dev, struct skb *skb, char *p, char *q)
{
	struct page *changed = virt_to_page(skb->data);
	unsigned long off = offset_in_page(skb->data);

	skb->data = q;
	dma_map_page(dev, changed, off, 64, 1);
}

void in_macro(struct device *dev, char *p)
{
	struct page *named = virt_to_page(p);
	unsigned long off = offset_in_page(p);

#ifdef CONFIG_AGAIN
	use(named);
#endif
	dma_map_page(dev, named, off, 64, 1);
}

void beside(struct device *dev, char *p)
{
	struct page *page = virt_to_page(p), *other = NULL;
	unsigned long off = offset_in_page(p);

	dma_map_page(dev, page, off, 64, 1);
	use(other);
}

void cut(struct device *dev, char *p, char *q)
{
	struct page *page = virt_to_page(p);
	unsigned short off = offset_in_page(p);

	dma_map_page(dev, page, off, 64, 1);
}

void others(struct device *dev, char *p, char *q)
{
	struct page *page = virt_to_page(p);
	unsigned long off = offset_in_page(q);

	dma_map_page(dev, page, off, 64, 1);
}

// What changes the local afterwards reads it; nothing but plain reads and assignments are understood.
void modified(struct device *dev, char *p)
{
	struct page *page = virt_to_page(p);
	unsigned long off = 0;

	off = offset_in_page(p);
	dma_map_page(dev, page, off, 64, 1);
	off += 4;
	use_number(off);
}

// Another argument has an effect on what the address is made of; so has what is declared with a local.
void argument(struct device *dev, struct skb *skb)
{
	struct page *page = virt_to_page(skb->data);
	unsigned long off = offset_in_page(skb->data);

	dma_map_page(dev, page, off, pull(skb), 1);
}

void declared_with(struct device *dev, struct skb *skb)
{
	struct page *page = virt_to_page(skb->data);
	unsigned long off = offset_in_page(skb->data), x = pull(skb);

	dma_map_page(dev, page, off, 64, 1);
	use_number(off + x);
}

// Another variable of that name.
void shadowed(struct device *dev, char *p, char *q)
{
	unsigned long off = offset_in_page(p);

	if (q) {
		char *p = q;

		dma_map_page(dev, virt_to_page(p), off, 64, 1);
	}
	use_number(off);
}

// Another configuration gives them other values.
void configured(struct device *dev, char *p, char *q)
{
	struct page *page = virt_to_page(p);
	unsigned long off = offset_in_page(p);
#ifdef CONFIG_BOUNCE
	p = q;
#endif
	dma_map_page(dev, page, off, 64, 1);
}

// A call that stays as it is keeps what it is given.
void refused(struct device *dev, char *p)
{
	unsigned long off = 0;

	off = offset_in_page(p);
	dma_map_page(dev, virt_to_page(p), off, 64, 1);
	dma_map_page(dev, virt_to_page(p), /* again */ 0, 64, off);
}

// The comment is about what would go.
void commented(struct device *dev, char *p)
{
	struct page *page;
	unsigned long off;

	/* the page of p */
	page = virt_to_page(p);
	off = offset_in_page(p);
	dma_map_page(dev, page, off, 64, 1);
}

// The offset is in another page.
void other_page(struct device *dev, char *a, char *b)
{
	struct page *page;
	unsigned long off;

	page = virt_to_head_page(b);
	off = a - (char *)page_address(page);
	page = virt_to_head_page(a);
	dma_map_page(dev, page, off, 64, 1);
}
